// What the links of the credential chain reach outside: the environment, HTTP, the clock.  Tests put others in their place.
#pragma once

#include <chrono>
#include <functional>

#include "aws/environment.hpp"
#include "aws/http.hpp"

namespace weir::aws {

using Cancelled = std::function<bool()>;  // may be empty: never
using Fetch = std::function<Result<HttpReply>(HttpRequest, const Cancelled&)>;

struct Outside {
  Environment environment;
  Fetch fetch;
  std::function<std::chrono::system_clock::time_point()> now;
  // Waits, unless it is cancelled before.
  std::function<void(std::chrono::milliseconds, const Cancelled&)> wait;

  static Outside OfProcess();
};

inline bool IsCancelled(const Cancelled& cancelled) { return cancelled && cancelled(); }

}  // namespace weir::aws

// What every call over the plugin boundary needs: an empty error for the callee to fill in, and a look at what it returned.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "weir/status.hpp"

namespace weir::graph {

inline weir_error NoError() {
  weir_error error{};
  error.size = sizeof error;
  return error;
}

// OK for every outcome that is no failure.  A code that is no outcome at all is the component's bug, whichever sign it has.
inline Status Outcome(weir_code code, const weir_error& error) {
  if (code < WEIR_E_BUG || code > WEIR_RESTARTED)
    return Status::Bug(fmt::format("returned {}, which is no outcome: {}", code, error.message));
  return code >= 0 ? Status() : Status::From(code, error);
}

// What a callee puts into a weir_writer.
struct Collector {
  weir_writer writer{};  // first, so that a weir_writer* is a Collector*
  std::vector<std::string> pieces;

  Collector() {
    writer.put = [](weir_writer* to, const void* data, size_t len) {
      reinterpret_cast<Collector*>(to)->pieces.emplace_back(static_cast<const char*>(data), len);
    };
  }
  std::string text() const { return fmt::format("{}", fmt::join(pieces, "")); }
};

}  // namespace weir::graph

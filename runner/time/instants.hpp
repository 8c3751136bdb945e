// Instants: "2024-05-01T12:00:00Z", "yesterday at 4:00", "7 hours before tomorrow at midnight".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "time/clock.hpp"
#include "time/fault.hpp"

namespace weir::time {

struct Instant {
  int64_t ns = 0;  // since 1970 UTC
  // It names its zone, and is the same on every day: nobody needs to be told which one it is.
  bool is_absolute = false;
};

Reading<Instant> ReadInstant(std::string_view text, const Clock& clock);

// `since = "yesterday at 4:00" is 2024-05-01T04:00:00+02:00 (Europe/Berlin), 2024-05-01T02:00:00Z`, behind the `since = "yesterday at 4:00" `.
std::string Told(int64_t ns, const Zone& zone);

}  // namespace weir::time

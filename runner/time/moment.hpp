// A date, a time of day, or both, in any order.
#pragma once

#include <cstdint>
#include <optional>

#include "time/reckoning.hpp"

namespace weir::time {

// In nanoseconds since 1970.  "now" and "this hour" are moments too.
std::optional<int64_t> TakeMoment(Reckoning& reckoning);

}  // namespace weir::time

// An instant some time before or after another one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "time/durations.hpp"
#include "time/reckoning.hpp"

namespace weir::time {

// `direction` is 1 or -1.  First by the calendar of the zone: years and months, clamped to the end of a month, then days, which keep the time
// of day.  Then by hours and less, which are as long as they are.
std::optional<int64_t> Shift(Reckoning& reckoning, int64_t from_ns, const std::vector<Part>& parts, int direction);

}  // namespace weir::time

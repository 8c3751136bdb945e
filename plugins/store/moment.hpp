// The calendar of UTC for any int64 of microseconds, further than the C library reaches.
#pragma once

#include <cstdint>
#include <string>

namespace weir::store {

enum class TimeUnit { Year, Month, Day, Hour };

// A moment in UTC, given as microseconds since 1970, that may lie anywhere an int64 reaches.
struct Moment {
  int64_t year;
  int month, day, hour;
  int minute, second;
  int day_of_year;  // from 1
};
Moment MomentOf(int64_t microseconds);
// Years have at least four digits, the others two.
std::string FormatUnit(const Moment& moment, TimeUnit unit);

// Rounds towards minus infinity.
constexpr int64_t FloorDivide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace weir::store

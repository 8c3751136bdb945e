// The pieces that times are written in, taken off the front of a text one after another.
#pragma once

#include <cstdint>
#include <string_view>

namespace weir::parsers {

inline constexpr int64_t kSecond = 1'000'000;  // in microseconds

// `count` digits; -1 when they are not there.
int64_t TakeDigits(std::string_view& text, size_t count);
bool Take(std::string_view& text, char wanted);
// One to nine digits, as decimals of a second.
bool TakeDecimals(std::string_view& text, int64_t& micros);

// What the clock shows must exist; a leap second is the first one of the next minute.
inline bool IsClock(int64_t hour, int64_t minute, int64_t second) { return hour <= 23 && minute <= 59 && second <= 60; }
// Microseconds from 1970 to the day's midnight, UTC; false when there is no such day.
bool Midnight(int64_t year, int64_t month, int64_t day, int64_t& micros);

}  // namespace weir::parsers

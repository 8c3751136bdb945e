// Days, and spans of them: "yesterday", "2024-05-01", "27 may 1979", "last week", "3rd wednesday in november 2024".
#pragma once

#include <chrono>
#include <optional>

#include "time/reckoning.hpp"

namespace weir::time {

struct Date {
  std::chrono::local_days begin, end;  // not yet known where the year is missing
  size_t from = 0, to = 0;             // its words
  std::optional<std::chrono::month_day> without_year;
  // A day of the week that stood before the date, and its word: they have to agree.
  std::optional<std::chrono::weekday> weekday;
  size_t weekday_at = 0;

  bool is_day() const { return end - begin == std::chrono::days(1); }
};

std::optional<Date> TakeDate(Reckoning& reckoning);

// The kinds of dates, each in a file of its own.
std::optional<Date> TakeNumericDate(Words& words);          // 2024-05-01, 27/5/1979
std::optional<Date> TakeNamedDate(Reckoning& reckoning);    // 27 may 1979, june 2024
std::optional<Date> TakeSpan(Reckoning& reckoning);         // today, last week, next monday
std::optional<Date> TakeOrdinalDate(Reckoning& reckoning);  // 3rd wednesday in november 2024

// "2024", "this year"; the year of a date.  Two digits are a fault.
std::optional<std::chrono::year> TakeYear(Reckoning& reckoning);
// A fault where there is no such day.
std::optional<Date> DayOf(Words& words, std::chrono::year_month_day day, size_t from);
Date MonthOf(std::chrono::year_month month, size_t from, size_t to);

}  // namespace weir::time

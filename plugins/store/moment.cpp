#include "store/moment.hpp"

#include <cstdio>

namespace weir::store {
namespace {

bool IsLeap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

}  // namespace

Moment MomentOf(int64_t microseconds) {
  constexpr int64_t kSecond = 1000000, kDay = 24 * 3600 * kSecond;
  constexpr int64_t kEra = 400, kDaysOfEra = 146097;  // the calendar repeats after 400 years
  const int64_t days = FloorDivide(microseconds, kDay);
  int64_t into_day = microseconds % kDay;
  if (into_day < 0) into_day += kDay;
  const auto seconds = static_cast<int>(into_day / kSecond);
  // Counted from 1 March of the year 0, so that the leap day comes last.
  const int64_t since_march = days + 719468;
  const int64_t era = FloorDivide(since_march, kDaysOfEra);
  const int64_t day_of_era = since_march - era * kDaysOfEra;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const auto day_from_march = static_cast<int>(day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100));
  const int month_from_march = (5 * day_from_march + 2) / 153;
  const int day = day_from_march - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int64_t year = era * kEra + year_of_era + (month <= 2 ? 1 : 0);
  // March to December come after 59 or 60 days; January and February are the last 306 to 365 of the year from March.
  const int day_of_year = month > 2 ? day_from_march + 60 + (IsLeap(year) ? 1 : 0) : day_from_march - 305;
  return {year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60, day_of_year};
}

std::string FormatUnit(const Moment& moment, TimeUnit unit) {
  char text[32];
  switch (unit) {
    case TimeUnit::Year:
      std::snprintf(text, sizeof text, moment.year < 0 ? "%05lld" : "%04lld", static_cast<long long>(moment.year));
      break;
    case TimeUnit::Month: std::snprintf(text, sizeof text, "%02d", moment.month); break;
    case TimeUnit::Day: std::snprintf(text, sizeof text, "%02d", moment.day); break;
    case TimeUnit::Hour: std::snprintf(text, sizeof text, "%02d", moment.hour); break;
  }
  return text;
}

}  // namespace weir::store

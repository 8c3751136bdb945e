#include "aws/http_date.hpp"

#include <cstdio>
#include <string>

namespace weir::aws {

std::optional<std::chrono::system_clock::time_point> ParseHttpDate(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  int day = 0, year = 0, hour = 0, minute = 0, second = 0, end = 0;
  char month[4] = "";
  if (text.size() != 29) return std::nullopt;
  if (std::sscanf(std::string(text).c_str(), "%*3c, %2d %3c %4d %2d:%2d:%2d GMT%n", &day, month, &year, &hour, &minute, &second, &end) !=
          6 ||
      end != 29)
    return std::nullopt;
  const size_t index = kMonths.find(std::string_view(month, 3));
  if (index == std::string_view::npos || index % 3 != 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(index / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  // The clock counts nanoseconds, which end in 2262.
  if (!date.ok() || year < 1900 || year > 2200 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace weir::aws

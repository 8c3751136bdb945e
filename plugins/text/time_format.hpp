// How a time becomes part of a path: a subset of strftime, in UTC, whose text is the same for a whole second, minute, hour or day.
//
//   %Y 2024   %m 02   %d 01   %j 032 (day of the year)   %H 09   %M 30   %S 59   %F %Y-%m-%d   %% %
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "weir/status.hpp"

namespace weir::text {

class TimeFormat {
 public:
  static Result<TimeFormat> Parse(std::string_view format);
  // Microseconds since 1970 in which the text does not change, counted from multiples of them.
  int64_t span() const { return span_; }
  std::string Format(int64_t microseconds) const;

 private:
  std::string format_;  // known to be good
  int64_t span_ = 0;
};

}  // namespace weir::text

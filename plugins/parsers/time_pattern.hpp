// Points in time as other formats than ISO 8601 write them, by a pattern in the manner of strptime:
//
//   %Y %y %m %d %e    year, two digits of it (69 is 1969), month, day; %e may have a space or nothing for its zero
//   %b %a             month and weekday by their English names, short or whole; the weekday says nothing
//   %H %I %p %M %S    hour, of twelve with AM or PM, minute, second
//   %f                nothing, or "." or "," and one to nine decimals of the second; what is finer than a microsecond is cut off
//   %z                Z, UTC, GMT, +hh, +hhmm or +hh:mm; without it times are UTC
//   %F %T %%          %Y-%m-%d, %H:%M:%S, a percent sign
//
// and nothing else; a space in the pattern is one or more.  Instead of a pattern: unix, unix_ms, unix_us, the time since 1970 UTC, in
// seconds with or without decimals, in milliseconds, in microseconds.
//
// Several of these, with | between them: the first that reads a time is the one it has.
//
// Without a year it is the latest that is not more than a day after `now`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::parsers {

class TimePattern {
 public:
  // `now`: microseconds since 1970 UTC.  Nothing, and what is wrong in `error`, when this is no pattern.
  static std::optional<TimePattern> Compile(std::string_view pattern, int64_t now, std::string& error);

  // Microseconds since 1970 UTC; false when the text is no such time.
  bool Read(std::string_view text, int64_t& micros) const;
  // Whether it is only a number, which is read as quickly as it is compared with another.
  bool is_unix() const { return scale_ != 0 && others_.empty(); }

 private:
  bool ReadThis(std::string_view text, int64_t& micros) const;

  struct Step {
    char what;     // a letter of the pattern, or 0: `literal`
    char literal;  // of a space: any number
  };
  std::vector<Step> steps_;
  int64_t scale_ = 0;  // of unix times: microseconds in one; 0: it is a pattern
  int64_t now_ = 0;
  bool has_year_ = false;
  std::vector<TimePattern> others_;  // to be tried after this one
};

}  // namespace weir::parsers

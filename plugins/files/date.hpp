// The date that a file's path says, in UTC, and the window of dates that a source takes.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "weir/options.hpp"

namespace weir::files {

using DateParts = std::array<int, 4>;  // year, month, day, hour; -1 where the path says none

inline constexpr DateParts kNoDate{-1, -1, -1, -1};

// Whether a calendar can have such a date, as far as it is known: 30 February never, the 29th in any year that is not known yet.
bool IsPossible(const DateParts& date);

struct DateSpan {
  std::chrono::sys_seconds begin, end;
};
// What the date means: an hour, a day, a month or a year, as exactly as it is told.  A finer part counts only below all coarser ones.
// Nothing without a year.
std::optional<DateSpan> SpanOf(const DateParts& date);

// A time before which a file of this date holds no row; INT64_MIN when nothing tells.
int64_t OldestRow(const DateParts& date);

// From `since` on, before `until`.
class DateWindow {
 public:
  DateWindow() = default;
  DateWindow(std::optional<Instant> since, std::optional<Instant> until);

  // Whether a part of the date lies in the window.  A date that is not known yet may.
  bool Takes(const DateParts& date) const;
  // The dates of its first and of its last moment, to the hour.  Nothing where it is open, or of a year that has not four digits.
  std::optional<DateParts> first() const;
  std::optional<DateParts> last() const;

 private:
  // Seconds, as nanoseconds do not reach all years a path can say.
  std::optional<std::chrono::sys_seconds> since_, until_;
};

}  // namespace weir::files

#include "files/date.hpp"

#include <limits>

namespace weir::files {
namespace {

namespace chrono = std::chrono;
using Nanoseconds = chrono::sys_time<chrono::nanoseconds>;

// The margin between a file's date and its oldest row.  Services date objects by when they delivered them, which is minutes after the
// row (load balancers) up to a day (delivery streams that retry), and some name folders in local time, up to 14 hours ahead of UTC.
constexpr chrono::seconds kDelay = chrono::days(1);

chrono::sys_days FirstOf(chrono::year_month month) { return chrono::sys_days(month / 1); }

std::optional<DateParts> PartsOf(chrono::sys_seconds time) {
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) return std::nullopt;
  return DateParts{year, static_cast<int>(static_cast<unsigned>(date.month())), static_cast<int>(static_cast<unsigned>(date.day())),
                   static_cast<int>(chrono::floor<chrono::hours>(time - day).count())};
}

}  // namespace

bool IsPossible(const DateParts& date) {
  const auto [year, month, day, hour] = date;
  if (month < 0 || day < 0) return true;
  constexpr int kSomeLeapYear = 2000;
  return (chrono::year(year < 0 ? kSomeLeapYear : year) / month / day).ok();
}

std::optional<DateSpan> SpanOf(const DateParts& date) {
  const auto [year, month, day, hour] = date;
  if (year < 0 || !IsPossible(date)) return std::nullopt;
  const chrono::year_month january = chrono::year(year) / chrono::January;
  if (month < 0) return DateSpan{FirstOf(january), FirstOf(january + chrono::years(1))};
  const chrono::year_month its_month = chrono::year(year) / month;
  if (day < 0) return DateSpan{FirstOf(its_month), FirstOf(its_month + chrono::months(1))};
  const chrono::sys_seconds its_day = chrono::sys_days(its_month / day);
  if (hour < 0) return DateSpan{its_day, its_day + chrono::days(1)};
  return DateSpan{its_day + chrono::hours(hour), its_day + chrono::hours(hour + 1)};
}

int64_t OldestRow(const DateParts& date) {
  const std::optional<DateSpan> span = SpanOf(date);
  // What nanoseconds in 64 bits can hold.
  if (!span || date[0] < 1678 || date[0] > 2261) return std::numeric_limits<int64_t>::min();
  return Nanoseconds(span->begin - kDelay).time_since_epoch().count();
}

DateWindow::DateWindow(std::optional<Instant> since, std::optional<Instant> until) {
  const auto time = [](Instant instant) { return Nanoseconds(chrono::nanoseconds(instant.ns)); };
  // Dates begin and end at whole seconds, so rounding outwards changes nothing.
  if (since) since_ = chrono::floor<chrono::seconds>(time(*since));
  if (until) until_ = chrono::ceil<chrono::seconds>(time(*until));
}

bool DateWindow::Takes(const DateParts& date) const {
  const std::optional<DateSpan> span = SpanOf(date);
  return !span || ((!since_ || span->end > *since_) && (!until_ || span->begin < *until_));
}

std::optional<DateParts> DateWindow::first() const { return since_ ? PartsOf(*since_) : std::nullopt; }

std::optional<DateParts> DateWindow::last() const { return until_ ? PartsOf(*until_ - chrono::seconds(1)) : std::nullopt; }

}  // namespace weir::files

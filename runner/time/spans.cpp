// Spans that are told from today: "yesterday", "this quarter", "last monday".  Weeks begin on Monday.
#include <fmt/format.h>

#include "time/clock_times.hpp"
#include "time/dates.hpp"
#include "time/vocabulary.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

Date Days(local_days begin, days length, size_t from, size_t to) { return {begin, begin + length, from, to, {}, {}, 0}; }

local_days MondayOf(local_days day) { return day - (weekday(day) - Monday); }

Date Months(year_month first, int count, size_t from, size_t to) {
  return {local_days(first / 1), local_days((first + months(count)) / 1), from, to, {}, {}, 0};
}

// The latest before today, the one of this week, the first after today.
local_days Weekday(weekday day, int step, local_days today) {
  if (step == 0) return MondayOf(today) + (day - Monday);
  return step < 0 ? today - days(1) - (weekday(today - days(1)) - day) : today + days(1) + (day - weekday(today + days(1)));
}

// As weekdays: the latest June before this month, the one of this year, the first after this month.
year_month Month(month month_of, int step, year_month now) {
  if (step < 0) return (month_of < now.month() ? now.year() : now.year() - years(1)) / month_of;
  if (step > 0) return (month_of > now.month() ? now.year() : now.year() + years(1)) / month_of;
  return now.year() / month_of;
}

// "this", "last" or "next", and the word behind it.
std::optional<Date> TakeRelative(Reckoning& reckoning) {
  Words& words = reckoning.words;
  const size_t from = words.at(), to = from + 2;
  const int step = words.Is("this") ? 0 : words.Is("last") ? -1 : 1;
  const std::string word = words.Peek(1).text;
  const auto found = reckoning.Today();
  if (!found) return std::nullopt;
  const local_days today = *found;
  const year_month_day date(today);
  const year_month this_month = date.year() / date.month();
  const auto taken = [&](Date span) {
    words.Skip(2);
    return span;
  };
  if (word == "day") return taken(Days(today + days(step), days(1), from, to));
  if (word == "week") return taken(Days(MondayOf(today) + weeks(step), days(7), from, to));
  if (word == "weekend") return taken(Days(MondayOf(today) + weeks(step) + days(5), days(2), from, to));
  if (word == "month") return taken(Months(this_month + months(step), 1, from, to));
  if (word == "year") return taken(Months((date.year() + years(step)) / January, 12, from, to));
  if (word == "quarter") {
    const auto behind = months((static_cast<unsigned>(date.month()) - 1) % 3);
    return taken(Months(this_month - behind + months(3 * step), 3, from, to));
  }
  if (const auto weekday_of = FindWeekday(word)) return taken(Days(Weekday(*weekday_of, step, today), days(1), from, to));
  if (const auto month_of = FindMonth(word)) {
    const auto year_behind = words.Peek(2);
    if (year_behind.is_digits(4)) return words.Fail("a year and this word don't go together", from, from + 1);
    return taken(Months(Month(*month_of, step, this_month), 1, from, to));
  }
  // The part of the day is for the caller to read.
  if (FindPartOfDay(word) != nullptr && (step == 0 || (step < 0 && word == "night"))) {
    words.Skip(1);
    return Days(today + days(step), days(1), from, to);
  }
  if (word == "fortnight") return words.Fail("a fortnight begins on no day of its own: write 2 weeks ago, or a date", from, to);
  if (word == "spring" || word == "summer" || word == "autumn" || word == "fall" || word == "winter")
    return words.Fail("seasons begin on other days in other places: write a date", from + 1, to);
  if (step < 0 && words.Peek(1).kind == Word::Kind::Digits)
    return words.Fail("write \"2 days ago\" for the time at which the last 2 days began", from, to);
  return words.Fail(fmt::format("expected a day, week, month, quarter or year behind \"{}\"", words.Peek().text), from, to);
}

}  // namespace

std::optional<Date> TakeSpan(Reckoning& reckoning) {
  Words& words = reckoning.words;
  if (words.IsAny({"today", "yesterday", "tomorrow", "tonight"})) {
    const auto today = reckoning.Today();
    if (!today) return std::nullopt;
    const days step(words.Is("yesterday") ? -1 : words.Is("tomorrow") ? 1 : 0);
    words.Skip();
    return Days(*today + step, days(1), words.at() - 1, words.at());
  }
  if (words.IsAny({"this", "last", "next"})) return TakeRelative(reckoning);
  if (!words.Is("q") || !words.Peek(1).glued || !words.Peek(1).is_digits(1)) return std::nullopt;
  const size_t from = words.at();
  const int quarter = words.Peek(1).number();
  words.Skip(2);
  if (quarter < 1 || quarter > 4) return words.Fail("a year has four quarters", from, words.at());
  const auto year_of = TakeYear(reckoning);
  if (!year_of) return words.failed() ? std::nullopt : words.Fail("of which year? write q2 2024", from, from + 2);
  return Months(*year_of / month(static_cast<unsigned>(3 * quarter - 2)), 3, from, words.at());
}

}  // namespace weir::time

// Dates with the name of a month: "27 may 1979", "may 27th, 1979", "22nd of june this year", "june 2024".
#include "time/clock_times.hpp"
#include "time/dates.hpp"
#include "time/numbers.hpp"
#include "time/vocabulary.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

void SkipSeparator(Words& words) {
  if (words.IsAny({"-", "/", ",", "."})) words.Skip();
}

// "27", "27th", "the tenth".
std::optional<unsigned> TakeDay(Words& words) {
  const size_t begin = words.at();
  (void)words.Take("the");
  if (const auto ordinal = TakeOrdinal(words)) return static_cast<unsigned>(*ordinal);
  if (words.failed()) return std::nullopt;
  if (words.at() == begin && words.Peek().is_whole() && words.Peek().text.size() <= 2 && !IsClock(words)) {
    const auto day = static_cast<unsigned>(words.Peek().number());
    words.Skip();
    return day;
  }
  words.Back(begin);
  return std::nullopt;
}

// Behind a day and a month.  The year may be missing, or stand behind the time of day.
std::optional<Date> WithYear(Reckoning& reckoning, month month_of, unsigned day_number, size_t from) {
  Words& words = reckoning.words;
  const size_t before = words.at();
  if (day_number < 1 || day_number > 31) return words.Fail("write the year with four digits", before - 1, before);
  const auto year_of = TakeYear(reckoning);
  if (words.failed()) return std::nullopt;
  if (year_of) return DayOf(words, *year_of / month_of / day(day_number), from);
  words.Back(before);
  Date date;
  date.from = from;
  date.to = before;
  date.without_year = month_of / day(day_number);
  return date;
}

std::optional<Date> TakeDayFirst(Reckoning& reckoning) {
  Words& words = reckoning.words;
  const size_t begin = words.at();
  const auto day_number = TakeDay(words);
  if (!day_number) return std::nullopt;
  if (words.Is("day") && words.Is("of", 1) && FindMonth(words.Peek(2).text)) words.Skip();
  if (!words.Take("of")) SkipSeparator(words);
  const auto month_of = FindMonth(words.Peek().text);
  if (!month_of) {
    words.Back(begin);
    return std::nullopt;
  }
  words.Skip();
  return WithYear(reckoning, *month_of, *day_number, begin);
}

std::optional<Date> TakeMonthFirst(Reckoning& reckoning) {
  Words& words = reckoning.words;
  const size_t begin = words.at();
  const auto month_of = FindMonth(words.Peek().text);
  if (!month_of) return std::nullopt;
  words.Skip();
  const size_t behind = words.at();
  SkipSeparator(words);
  if (const auto day_number = TakeDay(words)) return WithYear(reckoning, *month_of, *day_number, begin);
  if (words.failed()) return std::nullopt;
  words.Back(behind);
  const auto year_of = TakeYear(reckoning);
  if (words.failed()) return std::nullopt;
  if (year_of) return MonthOf(*year_of / *month_of, begin, words.at());
  return words.Fail("of which year? write june 2024, june this year or last june", begin, begin + 1);
}

// "2024 june 5", "2024-jun-05".
std::optional<Date> TakeYearFirst(Reckoning& reckoning) {
  Words& words = reckoning.words;
  const size_t begin = words.at();
  if (!words.Peek().is_digits(4)) return std::nullopt;
  const year year_of(words.Peek().number());
  words.Skip();
  SkipSeparator(words);
  const auto month_of = FindMonth(words.Peek().text);
  if (!month_of) {
    words.Back(begin);
    return std::nullopt;
  }
  words.Skip();
  const size_t behind = words.at();
  SkipSeparator(words);
  if (const auto day_number = TakeDay(words)) return DayOf(words, year_of / *month_of / day(*day_number), begin);
  words.Back(behind);
  return MonthOf(year_of / *month_of, begin, words.at());
}

}  // namespace

std::optional<year> TakeYear(Reckoning& reckoning) {
  Words& words = reckoning.words;
  const size_t begin = words.at();
  if (words.IsAny({"of", "in", ",", "-", "/", "."})) words.Skip();
  if (words.Peek().is_digits(4)) {
    const year found(words.Peek().number());
    words.Skip();
    return found;
  }
  if (words.IsAny({"this", "last", "next"}) && words.Is("year", 1)) {
    const auto today = reckoning.Today();
    if (!today) return std::nullopt;
    const year now = year_month_day(*today).year();
    const years step(words.Is("this") ? 0 : words.Is("last") ? -1 : 1);
    words.Skip(2);
    return now + step;
  }
  const bool has_apostrophe = words.Is("'");
  if ((has_apostrophe && words.Peek(1).is_digits(2)) || (words.Peek().is_digits(2) && !IsClock(words)))
    return words.Fail("write the year with four digits", words.at(), words.at() + (has_apostrophe ? 2 : 1));
  words.Back(begin);
  return std::nullopt;
}

std::optional<Date> TakeNamedDate(Reckoning& reckoning) {
  const Words& words = reckoning.words;
  if (auto date = TakeDayFirst(reckoning); date || words.failed()) return date;
  if (auto date = TakeMonthFirst(reckoning); date || words.failed()) return date;
  return TakeYearFirst(reckoning);
}

}  // namespace weir::time

// Dates in digits.  Day and month are told apart only where one of them can be no month.
#include <fmt/format.h>

#include "time/dates.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

constexpr std::string_view kSeparators = "-/.:";

bool IsSeparator(const Words& words, size_t ahead) {
  const Word& word = words.Peek(ahead);
  return word.kind == Word::Kind::Sign && word.glued && kSeparators.find(word.text) != std::string_view::npos;
}

bool IsNumber(const Words& words, size_t ahead) { return words.Peek(ahead).is_whole() && words.Peek(ahead).glued; }

// "2024-W18-3", "2024-W18": weeks of ISO 8601 begin on Monday; the first one has the year's first Thursday.
std::optional<Date> TakeWeekDate(Words& words) {
  const size_t begin = words.at();
  const year year_of(words.Peek().number());
  const unsigned week = words.Peek(3).is_digits(2) ? static_cast<unsigned>(words.Peek(3).number()) : 0;
  words.Skip(4);
  const local_days first = local_days(year_of / January / 4) - (weekday(local_days(year_of / January / 4)) - Monday);
  const local_days monday = first + weeks(week) - weeks(1);
  // The week of a Thursday is one of the Thursday's year.
  if (week == 0 || year_month_day(monday + days(3)).year() != year_of) return words.Fail("there is no such week", begin, words.at());
  Date date{monday, monday + days(7), begin, words.at(), {}, {}, 0};
  if (!words.IsGlued("-", 0) || !IsNumber(words, 1)) return date;
  const int day = words.Peek(1).number();
  words.Skip(2);
  if (day < 1 || day > 7) return words.Fail("days of a week are 1 to 7", words.at() - 1, words.at());
  date.begin = monday + days(day - 1);
  date.end = date.begin + days(1);
  date.to = words.at();
  return date;
}

std::optional<Date> TakeYearFirst(Words& words) {
  const size_t begin = words.at();
  const year year_of(words.Peek().number());
  const std::string separator = words.Peek(1).text;
  const bool has_day = IsSeparator(words, 3) && words.Is(separator, 3) && IsNumber(words, 4);
  const unsigned month_number = words.Peek(2).text.size() > 2 ? 0 : static_cast<unsigned>(words.Peek(2).number());
  if (!has_day && separator != "-") return std::nullopt;
  if (!month(month_number).ok()) return words.Fail("there is no such month", begin + 2, begin + 3);
  if (!has_day) {
    words.Skip(3);
    return MonthOf(year_of / month(month_number), begin, words.at());
  }
  const unsigned day_number = words.Peek(4).text.size() > 2 ? 0 : static_cast<unsigned>(words.Peek(4).number());
  words.Skip(5);
  return DayOf(words, year_of / month(month_number) / day(day_number), begin);
}

// "27/5/1979": one reading, or a fault that shows both.
std::optional<Date> TakeYearLast(Words& words) {
  const size_t begin = words.at();
  const auto first = static_cast<unsigned>(words.Peek().number()), second = static_cast<unsigned>(words.Peek(2).number());
  const bool has_year = IsSeparator(words, 3) && words.Peek(3).text == words.Peek(1).text && IsNumber(words, 4);
  if (!has_year && (words.Is("-", 1) || words.Is(":", 1))) return std::nullopt;
  words.Skip(has_year ? 5 : 3);
  if (!has_year) return words.Fail("the year is missing: write a date such as 2024-05-27", begin, words.at());
  const Word& last = words.Get(begin + 4);
  if (last.text.size() != 4) return words.Fail("write the year with four digits", begin + 4, begin + 5);
  const year year_of(last.number());
  const year_month_day day_first = year_of / month(second) / day(first), month_first = year_of / month(first) / day(second);
  if (first != second && day_first.ok() && month_first.ok())
    return words.Fail(fmt::format("is this {:04}-{:02}-{:02} or {:04}-{:02}-{:02}? write the one that is meant", last.number(), second,
                                  first, last.number(), first, second),
                      begin, words.at());
  return DayOf(words, day_first.ok() ? day_first : month_first, begin);
}

}  // namespace

std::optional<Date> DayOf(Words& words, year_month_day day, size_t from) {
  if (!day.ok()) return words.Fail("there is no such date", from, words.at());
  return Date{local_days(day), local_days(day) + days(1), from, words.at(), {}, {}, 0};
}

Date MonthOf(year_month month, size_t from, size_t to) {
  return {local_days(month / 1), local_days((month + months(1)) / 1), from, to, {}, {}, 0};
}

std::optional<Date> TakeNumericDate(Words& words) {
  const Word& first = words.Peek();
  if (!first.is_whole()) return std::nullopt;
  if (first.is_digits(8) && words.IsGlued("t", 1)) {
    const int digits = first.number();
    words.Skip();
    return DayOf(words, year(digits / 10000) / month(static_cast<unsigned>(digits / 100 % 100)) / day(static_cast<unsigned>(digits % 100)),
                 words.at() - 1);
  }
  if (first.is_digits(4) && words.IsGlued("-", 1) && words.IsGlued("w", 2) && IsNumber(words, 3)) return TakeWeekDate(words);
  if (!IsSeparator(words, 1) || !IsNumber(words, 2)) return std::nullopt;
  if (first.is_digits(4)) return TakeYearFirst(words);
  if (first.text.size() <= 2 && words.Peek(2).text.size() <= 2) return TakeYearLast(words);
  return std::nullopt;
}

}  // namespace weir::time

// Days that are counted in a span: "3rd wednesday in november 2024", "4th day last week", "last friday of june 2024", "monday last week".
#include "time/dates.hpp"
#include "time/numbers.hpp"
#include "time/vocabulary.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

// The span in which is counted.
std::optional<Date> TakeContainer(Reckoning& reckoning) {
  Words& words = reckoning.words;
  if (words.IsAny({"of", "in"})) words.Skip();
  (void)words.Take("the");
  if (words.Peek().is_digits(4) && !FindMonth(words.Peek(1).text)) {
    const year year_of(words.Peek().number());
    words.Skip();
    return Date{local_days(year_of / 1 / 1), local_days((year_of + years(1)) / 1 / 1), words.at() - 1, words.at(), {}, {}, 0};
  }
  auto span = TakeSpan(reckoning);
  if (!span && !words.failed()) span = TakeNamedDate(reckoning);
  if (span && (span->without_year || span->is_day())) return words.Fail("expected a week, month, quarter or year", span->from, span->to);
  return span;
}

// The n-th of the days in a span that are this weekday; from its end where n is -1.
std::optional<local_days> Nth(const Date& span, int n, std::optional<weekday> only) {
  const days step(only ? 7 : 1);
  const local_days first = only ? span.begin + (*only - weekday(span.begin)) : span.begin;
  const local_days last = only ? span.end - days(1) - (weekday(span.end - days(1)) - *only) : span.end - days(1);
  const local_days day = n < 0 ? last : first + step * (n - 1);
  return day >= span.begin && day < span.end ? std::optional(day) : std::nullopt;
}

}  // namespace

std::optional<Date> TakeOrdinalDate(Reckoning& reckoning) {
  Words& words = reckoning.words;
  const size_t begin = words.at();
  const auto back = [&] {
    words.Back(begin);
    return std::nullopt;
  };
  // "monday last week", "monday of last week" is the first one in it.
  const bool has_week = words.IsAny({"this", "last", "next"}, words.Is("of", 1) ? 2 : 1) && words.Is("week", words.Is("of", 1) ? 3 : 2);
  int n = 1;
  if (!(FindWeekday(words.Peek().text) && has_week)) {
    (void)words.Take("the");
    const bool is_last = words.Is("last") && (FindWeekday(words.Peek(1).text) || words.Is("day", 1)) && words.IsAny({"of", "in"}, 2);
    if (is_last) {
      words.Skip();
      n = -1;
    } else {
      const auto ordinal = TakeOrdinal(words);
      if (!ordinal) return back();
      n = *ordinal;
    }
  }
  const auto only = FindWeekday(words.Peek().text);
  // "22nd of june" is another kind of date.
  if (!only && !words.Is("day") && (FindMonth(words.Peek().text) || FindMonth(words.Peek(1).text))) return back();
  if (words.Is("day") && words.IsAny({"of", "in"}, 1) && FindMonth(words.Peek(2).text) && n > 0) return back();
  if (!only && !words.Is("day") && !words.Is("of")) return back();
  if (only || words.Is("day")) words.Skip();
  const size_t counted = words.at();
  const auto span = TakeContainer(reckoning);
  if (words.failed()) return std::nullopt;
  if (!span) return words.Fail("of which month or year?", begin, counted);
  const auto day = Nth(*span, n, only);
  if (!day) return words.Fail("there is no such day in it", begin, counted);
  return Date{*day, *day + days(1), begin, words.at(), {}, {}, 0};
}

}  // namespace weir::time

#include "time/shift.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

constexpr int64_t kBillion = 1'000'000'000;

struct Steps {
  int64_t months = 0, days = 0, ns = 0;
};

std::optional<Steps> StepsOf(Words& words, const std::vector<Part>& parts) {
  if (!Sum(words, parts)) return std::nullopt;  // what fits there overflows nowhere below
  Steps steps;
  for (const Part& part : parts) {
    const Unit& unit = *part.unit;
    const int step = unit.months + unit.days;
    const int64_t fraction = part.amount.billionths * (step == 0 ? unit.ns / kBillion : step);
    if (unit.months > 0 && fraction % kBillion != 0)
      return words.Fail("a part of a month has no length of its own: write days", part.begin, part.end);
    if (unit.months > 0) {
      steps.months += part.amount.whole * unit.months + fraction / kBillion;
    } else if (unit.days > 0) {
      steps.days += part.amount.whole * unit.days + fraction / kBillion;
      steps.ns += fraction % kBillion * 86400;
    } else {
      // Units below a second are no whole number of them.
      steps.ns += part.amount.whole * unit.ns + static_cast<int64_t>(static_cast<__int128>(part.amount.billionths) * unit.ns / kBillion);
    }
  }
  return steps;
}

}  // namespace

std::optional<int64_t> Shift(Reckoning& reckoning, int64_t from_ns, const std::vector<Part>& parts, int direction) {
  const size_t begin = parts.front().begin, end = parts.back().end;
  const auto steps = StepsOf(reckoning.words, parts);
  if (!steps) return std::nullopt;
  const auto out_of_range = [&] { return reckoning.words.Fail("this is outside of 1677 to 2262", begin, end); };
  int64_t ns = from_ns;
  if (steps->months != 0 || steps->days != 0) {
    const sys_time<nanoseconds> from{nanoseconds(from_ns)};
    const auto second = floor<seconds>(from);
    const auto local = reckoning.Local(second);
    if (!local) return std::nullopt;
    const local_days day = floor<days>(*local);
    year_month_day date = year_month_day(day) + months(direction * steps->months);
    if (!date.ok()) date = date.year() / date.month() / last;
    const local_seconds shifted = local_days(date) + days(direction * steps->days) + (*local - day);
    // Nobody wrote that time of day: where it is none, or comes twice, the next instant or the first one will do.
    const auto there = reckoning.Instant(shifted, from - second, true, begin, end);
    if (!there) return std::nullopt;
    ns = *there;
  }
  if (__builtin_add_overflow(ns, direction * steps->ns, &ns)) return out_of_range();
  return ns;
}

}  // namespace weir::time

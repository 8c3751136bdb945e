#include "time/instants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "time/clock_times.hpp"
#include "time/durations.hpp"
#include "time/moment.hpp"
#include "time/reckoning.hpp"
#include "time/shift.hpp"
#include "time/vocabulary.hpp"
#include "time/written.hpp"
#include "time/zone_words.hpp"

namespace weir::time {

using namespace std::chrono;

namespace {

constexpr const char* kExpected = "expected a time such as \"2024-05-01T00:00:00Z\", \"2024-05-01\" or \"1 day ago\"";

// "@1714521600.5": seconds since 1970.
std::optional<int64_t> TakeEpoch(Words& words) {
  const size_t begin = words.at();
  words.Skip();
  const bool before = words.Take("-");
  if (words.Peek().kind != Word::Kind::Digits || !words.Peek().glued)
    return words.Fail("seconds since 1970 have to follow: @1714521600", begin, begin + 1);
  const auto number = TakeNumber(words);
  if (!number) return std::nullopt;
  const __int128 ns = static_cast<__int128>(number->whole) * 1'000'000'000 + number->billionths;
  if (ns > INT64_MAX) return words.Fail("this is outside of 1677 to 2262", begin, words.at());
  return static_cast<int64_t>(before ? -ns : ns);
}

// The word that says how a duration before it is meant.
std::optional<size_t> Pivot(const Words& words) {
  for (size_t i = words.at(); i < words.size(); ++i)
    for (const std::string_view word : {"ago", "hence", "from", "before", "after"})
      if (words.Get(i).text == word) return i;
  return std::nullopt;
}

std::optional<int64_t> TakeExpression(Reckoning& reckoning);

// "2 days ago at 4:00": another time of the same day.
std::optional<int64_t> AtTimeOfDay(Reckoning& reckoning, int64_t ns) {
  Words& words = reckoning.words;
  const size_t at = words.at();
  words.Skip();
  const auto local = reckoning.Local(floor<seconds>(sys_time<nanoseconds>(nanoseconds(ns))));
  const auto clock = local ? TakeClock(words, true) : std::nullopt;
  if (!clock) return words.Fail("a time of day has to follow", at, at + 1);
  const auto of_day = OfDay(words, *clock, nullptr);
  if (!of_day) return std::nullopt;
  const seconds whole = floor<seconds>(*of_day);
  return reckoning.Instant(floor<days>(*local) + whole, *of_day - whole, false, clock->from, clock->to);
}

// "3 hours ago", "1 week hence", "7 hours before tomorrow at midnight", "2 days from this second".
std::optional<int64_t> TakeAround(Reckoning& reckoning, size_t pivot) {
  Words& words = reckoning.words;
  (void)words.Take("the");
  const auto parts = TakeParts(words, true);
  if (!parts) return std::nullopt;
  if (words.at() != pivot) return words.FailHere("this is no part of a duration");
  const int direction = words.IsAny({"ago", "before"}) ? -1 : 1;
  const bool from_now = words.IsAny({"ago", "hence"});
  words.Skip();
  if (from_now) {
    reckoning.uses_now = true;
    const auto time = Shift(reckoning, reckoning.now_ns, *parts, direction);
    const bool by_days = std::ranges::all_of(*parts, [](const Part& part) { return part.unit->days + part.unit->months > 0; });
    return time && by_days && words.Is("at") ? AtTimeOfDay(reckoning, *time) : time;
  }
  const auto base = TakeExpression(reckoning);
  if (base) return Shift(reckoning, *base, *parts, direction);
  return words.failed() ? std::nullopt : words.Fail("a time has to follow", pivot, pivot + 1);
}

// "-5m", "in 3 hours"
std::optional<int64_t> TakeFromNow(Reckoning& reckoning, bool plus, int direction) {
  reckoning.words.Skip();
  const auto parts = TakeParts(reckoning.words, plus);
  if (!parts) return std::nullopt;
  reckoning.uses_now = true;
  return Shift(reckoning, reckoning.now_ns, *parts, direction);
}

std::optional<int64_t> TakeFirst(Reckoning& reckoning) {
  Words& words = reckoning.words;
  if (words.Is("@")) return TakeEpoch(words);
  if (words.Is("-") || words.Is("+")) return TakeFromNow(reckoning, false, words.Is("-") ? -1 : 1);
  if (words.Is("in") && !words.Is("the", 1)) return TakeFromNow(reckoning, true, 1);
  if (const auto pivot = Pivot(words)) return TakeAround(reckoning, *pivot);
  return TakeMoment(reckoning);
}

// "now - 2h + 5m".
std::optional<int64_t> TakeExpression(Reckoning& reckoning) {
  Words& words = reckoning.words;
  auto time = TakeFirst(reckoning);
  while (time && words.IsAny({"-", "+", "minus", "plus"})) {
    const int direction = words.IsAny({"-", "minus"}) ? -1 : 1;
    words.Skip();
    const auto parts = TakeParts(words, false);
    if (!parts) return std::nullopt;
    time = Shift(reckoning, *time, *parts, direction);
  }
  return time;
}

// "5 minutes" alone.
bool IsDuration(const Words& words) {
  Words trial = words;
  trial.Back(0);
  return TakeParts(trial, true).has_value() && trial.done();
}

// Numbers alone could be many things.
void CheckBareNumber(Words& words) {
  if (words.size() != 1 || !words.Peek().is_whole()) return;
  const std::string& digits = words.Peek().text;
  if (digits.size() == 10)
    (void)words.FailHere(fmt::format("write @{} if these are seconds since 1970", digits));
  else if (digits.size() == 13)
    (void)words.FailHere(fmt::format("write @{}.{} if these are milliseconds since 1970", digits.substr(0, 10), digits.substr(10)));
  else if (digits.size() == 8)
    (void)words.FailHere(fmt::format("write {}-{}-{} if this is a date", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6)));
  else if (digits.size() == 4)
    (void)words.FailHere(digits.front() == '0' ? fmt::format("write {}:{} if this is a time of day", digits.substr(0, 2), digits.substr(2))
                                               : fmt::format("write {}-01-01 if this is a year", digits));
}

}  // namespace

Reading<Instant> ReadInstant(std::string_view text, const Clock& clock) {
  auto split = Split(text);
  if (!split.ok()) return split.fault();
  Reckoning reckoning{Words(*split), clock.now_ns, clock.zone};
  Words& words = reckoning.words;
  if (words.done()) return Fault{kExpected};
  const bool is_epoch = words.Is("@");
  const auto zone = TakeZone(words, text);
  if (zone) reckoning.zone = *zone;
  if (!words.failed()) CheckWords(words);
  if (!words.failed()) CheckBareNumber(words);
  const auto ns = words.failed() ? std::nullopt : TakeExpression(reckoning);
  if (!words.failed() && !ns && IsDuration(words)) (void)words.Fail("before or after what? write 5m ago, or 5m from now", 0, words.size());
  if (!words.failed() && (!ns || !words.done())) (void)words.FailHere(ns ? "this can't follow what stands before it" : kExpected);
  if (words.failed()) return words.fault();
  return Instant{*ns, !reckoning.uses_now && (zone.has_value() || is_epoch)};
}

std::string Told(int64_t ns, const Zone& zone) {
  const std::string utc = Iso(ns, Zone());
  return zone.name() == "UTC" ? "is " + utc : fmt::format("is {} ({}), {}", Iso(ns, zone), zone.name(), utc);
}

}  // namespace weir::time

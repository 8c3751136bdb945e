#include "time/clock_times.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "time/numbers.hpp"

namespace weir::time {
namespace {

using std::chrono::nanoseconds;

constexpr PartOfDay kParts[] = {{"morning", 0, 12, 6}, {"afternoon", 12, 18, 12}, {"evening", 17, 24, 17}, {"night", 20, 24, 20}};

// "am", "p.m.".
std::optional<bool> TakeHalf(Words& words) {
  if (words.IsAny({"am", "pm"})) {
    const bool afternoon = words.Is("pm");
    words.Skip();
    return afternoon;
  }
  if (!words.IsAny({"a", "p"}) || !words.IsGlued(".", 1) || !words.IsGlued("m", 2)) return std::nullopt;
  const bool afternoon = words.Is("p");
  words.Skip(3);
  if (words.IsGlued(".", 0)) words.Skip();
  return afternoon;
}

bool IsColon(const Words& words) { return (words.Peek().is_digits(1) || words.Peek().is_digits(2)) && words.IsGlued(":", 1); }

// "17:00", "16:34:22.5".
std::optional<ClockTime> TakeColons(Words& words) {
  ClockTime clock;
  clock.from = words.at();
  clock.hour = words.Peek().number();
  words.Skip(2);
  if (!words.Peek().is_digits(2)) return words.FailHere("two digits stand behind a colon");
  clock.minutes = words.Peek().number();
  words.Skip();
  if (words.IsGlued(":", 0) && words.Peek(1).kind == Word::Kind::Digits) {
    words.Skip();
    if (std::min(words.Peek().text.find('.'), words.Peek().text.size()) != 2) return words.FailHere("two digits stand behind a colon");
    const auto seconds = TakeNumber(words);
    if (!seconds) return std::nullopt;
    // 60 is a leap second, and counts as the first one of the next minute.
    if (seconds->whole > 60) return words.Fail("a minute has 60 seconds", words.at() - 1, words.at());
    clock.rest = std::chrono::seconds(seconds->whole) + nanoseconds(seconds->billionths);
  }
  clock.to = words.at();
  if (clock.hour == 24) return words.Fail("a day ends with 23:59: write 00:00 of the next one", clock.from, clock.from + 1);
  if (clock.hour > 23 || clock.minutes > 59) return words.Fail("there is no such time of day", clock.from, clock.to);
  clock.afternoon = TakeHalf(words);
  clock.is_dial = clock.afternoon.has_value();
  clock.to = words.at();
  return clock;
}

// "half past 2", "quarter to four", "10 to 8", "ten minutes past 8".
std::optional<ClockTime> TakePastOrTo(Words& words) {
  const size_t begin = words.at();
  ClockTime clock;
  clock.from = begin;
  clock.is_dial = true;
  int minutes = 0;
  const size_t article = words.Is("a") ? 1 : 0;
  if (words.IsAny({"half", "quarter"}, article)) {
    minutes = words.Is("half", article) ? 30 : 15;
    words.Skip(article + 1);
  } else {
    const auto number = words.Peek().kind == Word::Kind::Digits && !words.Peek().is_whole() ? std::nullopt : TakeWhole(words);
    minutes = number && *number < 60 ? static_cast<int>(*number) : 0;
    if (minutes > 0 && words.IsAny({"minute", "minutes"})) words.Skip();
  }
  if (minutes == 0 || !words.IsAny({"past", "to"})) {
    words.Back(begin);
    return std::nullopt;
  }
  clock.minutes = words.Is("past") ? minutes : -minutes;
  words.Skip();
  const auto hour = TakeWhole(words);
  if (!hour || *hour > 23) return words.FailHere("an hour has to follow");
  clock.hour = static_cast<int>(*hour);
  (void)words.Take("o'clock");
  clock.afternoon = TakeHalf(words);
  clock.to = words.at();
  return clock;
}

// "4pm", "four o'clock"; a bare "4" only where `bare` says that it can be nothing else.
std::optional<ClockTime> TakeHour(Words& words, bool bare) {
  const size_t begin = words.at();
  const auto hour = TakeWhole(words);
  const bool has_oclock = hour && words.Take("o'clock");
  ClockTime clock;
  clock.afternoon = hour ? TakeHalf(words) : std::nullopt;
  const bool in_part = words.Is("in") && words.Is("the", 1) && FindPartOfDay(words.Peek(2).text) != nullptr;
  if (!hour || words.failed() || (!has_oclock && !clock.afternoon && !in_part && !bare)) {
    words.Back(begin);
    return std::nullopt;
  }
  if (*hour > 23) return words.Fail("there is no such time of day", begin, words.at());
  clock.hour = static_cast<int>(*hour);
  clock.is_dial = true;
  clock.from = begin;
  clock.to = words.at();
  return clock;
}

std::optional<ClockTime> TakeNoon(Words& words) {
  if (!words.IsAny({"noon", "midnight"})) return std::nullopt;
  ClockTime clock;
  clock.hour = words.Is("noon") ? 12 : 0;
  clock.from = words.at();
  words.Skip();
  clock.to = words.at();
  return clock;
}

// "0800", "160107".
std::optional<ClockTime> TakeDigitsOfDay(Words& words) {
  const bool has_seconds = words.Peek().text.size() >= 6;
  const int digits = words.Peek().number();
  ClockTime clock;
  clock.hour = has_seconds ? digits / 10000 : digits / 100;
  clock.minutes = has_seconds ? digits / 100 % 100 : digits % 100;
  clock.rest = std::chrono::seconds(has_seconds ? digits % 100 : 0);
  clock.from = words.at();
  words.Skip();
  clock.to = words.at();
  if (clock.hour > 23 || clock.minutes > 59 || clock.rest > std::chrono::seconds(60))
    return words.Fail("there is no such time of day", clock.from, clock.to);
  return clock;
}

}  // namespace

const PartOfDay* FindPartOfDay(std::string_view word) {
  const auto* found = std::ranges::find(kParts, word, &PartOfDay::name);
  return found == std::end(kParts) ? nullptr : found;
}

bool IsClock(Words& words) {
  if (words.failed()) return false;
  if (IsColon(words)) return true;
  Words trial = words;
  const bool found = TakeClock(trial, false).has_value();
  return found || trial.failed();
}

std::optional<ClockTime> TakeClock(Words& words, bool behind_at) {
  if (IsColon(words)) return TakeColons(words);
  if (auto clock = TakeNoon(words)) return clock;
  if (auto clock = TakePastOrTo(words); clock || words.failed()) return clock;
  if (behind_at && words.Peek().is_digits(4)) return TakeDigitsOfDay(words);
  return TakeHour(words, behind_at);
}

std::optional<ClockTime> TakeIsoClock(Words& words) {
  if (words.Peek().is_digits(4) || words.Peek().is_digits(6)) return TakeDigitsOfDay(words);
  return IsColon(words) ? TakeColons(words) : words.FailHere("expected a time such as 12:00:00");
}

std::optional<nanoseconds> OfDay(Words& words, const ClockTime& clock, const PartOfDay* part) {
  const auto after = [&](int hour) { return std::chrono::minutes(hour * 60 + clock.minutes) + clock.rest; };
  const auto written = [&](int hour) {
    const int minutes = (hour * 60 + clock.minutes + 24 * 60) % (24 * 60);
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
  };
  const auto is_in = [&](nanoseconds time) {
    return part == nullptr || (time >= std::chrono::hours(part->begin) && time < std::chrono::hours(part->end));
  };
  const auto fail = [&](const std::string& message) { return words.Fail(message, clock.from, clock.to); };
  if (!clock.is_dial) {
    if (is_in(after(clock.hour))) return after(clock.hour);
    const auto other = std::chrono::hours(12) + after(clock.hour);
    return fail(fmt::format("{} is not in the {}{}", written(clock.hour), part->name,
                            clock.hour < 12 && is_in(other) ? fmt::format(": write {}", written(clock.hour + 12)) : ""));
  }
  if (clock.hour > 12) return fail(fmt::format("write {}", written(clock.hour)));
  if (clock.hour == 0) return fail(fmt::format("write {}", written(0)));
  const int early = clock.hour % 12, late = early + 12;
  if (clock.afternoon) {
    const auto time = after(*clock.afternoon ? late : early);
    if (time < nanoseconds(0)) return fail("this is on the day before");
    if (!is_in(time)) return fail(fmt::format("{} is not in the {}", written(*clock.afternoon ? late : early), part->name));
    return time;
  }
  if (part == nullptr)
    return fail(clock.minutes == 0 ? fmt::format("in the morning or in the evening? write {:02}:00 or {}pm", early, clock.hour)
                                   : fmt::format("in the morning or in the evening? write {} or {}", written(early), written(late)));
  // Twelve in the morning is said of noon and of midnight.
  const bool is_early = is_in(after(early)) && clock.hour != 12, is_late = is_in(after(late));
  if (is_early == is_late)
    return fail(fmt::format("this is not clear in the {}: write {} or {}", part->name, written(early), written(late)));
  return after(is_early ? early : late);
}

}  // namespace weir::time

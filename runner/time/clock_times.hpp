// Times of a day: "17:00:30.5", "4pm", "half past 2", "noon", and the parts of a day that tell which half an hour is in.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "time/words.hpp"

namespace weir::time {

struct PartOfDay {
  std::string_view name;
  int begin, end;  // hours that belong to it
  int start;       // where it begins when no hour is named
};
const PartOfDay* FindPartOfDay(std::string_view word);

struct ClockTime {
  int hour = 0;
  int minutes = 0;  // behind the hour; before it when negative
  std::chrono::nanoseconds rest{};
  bool is_dial = false;  // an hour of twelve
  std::optional<bool> afternoon;
  size_t from = 0, to = 0;  // its words
};

// Whether a clock time begins here, so that a number is none of a date.
bool IsClock(Words& words);
// `behind_at`: the word at stood before it, so that a bare hour and 0800 are clock times.
std::optional<ClockTime> TakeClock(Words& words, bool behind_at);
// "120000" and "12:00:00" behind the T of ISO 8601.
std::optional<ClockTime> TakeIsoClock(Words& words);

// How long after midnight it is; a fault where that is not clear.  `part` may be null.
std::optional<std::chrono::nanoseconds> OfDay(Words& words, const ClockTime& clock, const PartOfDay* part);

}  // namespace weir::time

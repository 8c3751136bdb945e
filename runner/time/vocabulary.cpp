#include "time/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/guess.hpp"
#include "time/durations.hpp"
#include "time/numbers.hpp"

namespace weir::time {
namespace {

constexpr std::string_view kMonths[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
constexpr std::string_view kWeekdays[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
// Short forms are the first letters; these are the ones that people use.
constexpr std::string_view kShortWeekdays[] = {"sun", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat"};
constexpr std::string_view kOthers[] = {
    "now",     "today", "yesterday", "tomorrow", "tonight", "morning", "afternoon", "evening", "night", "noon",   "midnight",
    "o'clock", "am",    "pm",        "this",     "last",    "next",    "ago",       "hence",   "from",  "before", "after",
    "in",      "on",    "at",        "of",       "the",     "a",       "an",        "and",     "with",  "plus",   "minus",
    "past",    "to",    "half",      "quarter",  "weekend", "spring",  "summer",    "autumn",  "fall",  "winter",
};
// Parts of words and numbers, which nobody is asked whether he meant them: 2024-W18, 3rd, q2, p.m.
constexpr std::string_view kPieces[] = {"t", "w", "st", "nd", "rd", "th", "q", "p"};

bool IsShortOf(std::string_view word, std::string_view name) { return word.size() >= 3 && name.starts_with(word); }

std::vector<std::string> AllWords() {
  // Of two that are as near the first one is guessed.
  std::vector<std::string> words;
  for (const auto& list : {std::span<const std::string_view>(kWeekdays), std::span<const std::string_view>(kShortWeekdays),
                           std::span<const std::string_view>(kMonths), std::span<const std::string_view>(kOthers)})
    for (const std::string_view word : list) words.emplace_back(word);
  for (const std::string& word : UnitNames()) words.push_back(word);
  for (const auto& [word, value] : CardinalWords()) words.emplace_back(word);
  for (const auto& [word, value] : OrdinalWords()) words.emplace_back(word);
  return words;
}

}  // namespace

std::optional<std::chrono::month> FindMonth(std::string_view word) {
  for (unsigned i = 0; i < std::size(kMonths); ++i)
    if (word == kMonths[i] || (word.size() == 3 && IsShortOf(word, kMonths[i])) || (i == 8 && word == "sept"))
      return std::chrono::month(i + 1);
  return std::nullopt;
}

std::optional<std::chrono::weekday> FindWeekday(std::string_view word) {
  if (std::ranges::find(kShortWeekdays, word) == std::end(kShortWeekdays) && std::ranges::find(kWeekdays, word) == std::end(kWeekdays))
    return std::nullopt;
  for (unsigned i = 0; i < std::size(kWeekdays); ++i)
    if (IsShortOf(word, kWeekdays[i])) return std::chrono::weekday(i);
  return std::nullopt;
}

std::string_view NameOf(std::chrono::weekday day) { return kWeekdays[day.c_encoding()]; }

void CheckWords(Words& words) {
  static const std::vector<std::string> kAll = AllWords();
  for (size_t i = 0; i < words.size(); ++i) {
    const Word& word = words.Get(i);
    if (word.kind != Word::Kind::Letters || std::ranges::find(kAll, word.text) != kAll.end() || FindMonth(word.text)) continue;
    if (std::ranges::find(kPieces, word.text) != std::end(kPieces)) continue;
    const auto guess = config::Guess(word.text, kAll);
    const auto weekday = guess ? FindWeekday(*guess) : std::nullopt;
    if (guess)
      (void)words.Fail(fmt::format("did you mean {}?", weekday ? NameOf(*weekday) : *guess), i, i + 1);
    else
      (void)words.Fail(i > 0 && words.Get(i - 1).kind == Word::Kind::Digits
                           ? "no time is made of this word; write a zone as +02:00 or Europe/Berlin"
                           : "no time is made of this word",
                       i, i + 1);
    return;
  }
}

}  // namespace weir::time

#include "time/zone_words.hpp"

#include <algorithm>
#include <chrono>

#include "time/durations.hpp"
#include "time/vocabulary.hpp"

namespace weir::time {
namespace {

// Those of RFC 2822, section 4.3.  Other short names mean several zones.
struct Abbreviation {
  std::string_view name;
  int hours;
};
constexpr Abbreviation kAbbreviations[] = {{"z", 0},    {"utc", 0},  {"ut", 0},   {"gmt", 0},  {"est", -5}, {"edt", -4},
                                           {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};

bool IsLetters(const Words& words, size_t i) { return words.Get(i).kind == Word::Kind::Letters; }
bool IsSign(const Words& words, size_t i, std::string_view sign) {
  return words.Get(i).kind == Word::Kind::Sign && words.Get(i).text == sign;
}

// "Area/City", with all that is glued to it: America/Port-au-Prince, Etc/GMT+5.  The end of its words.
size_t EndOfName(const Words& words, size_t i) {
  const auto is_glued = [&](size_t at) { return words.Get(at).glued; };
  if (!IsLetters(words, i) || !IsSign(words, i + 1, "/") || !is_glued(i + 1) || !IsLetters(words, i + 2) || !is_glued(i + 2)) return i;
  size_t end = i + 3;
  while (end < words.size() && is_glued(end) &&
         (words.Get(end).kind != Word::Kind::Sign || IsSign(words, end, "/") || IsSign(words, end, "-") || IsSign(words, end, "+")))
    ++end;
  return end;
}

// An offset stands behind the minutes or seconds of a clock: otherwise a minus divides dates, or takes a duration off.
bool IsBehindClock(const Words& words, size_t i) {
  if (i < 1) return false;
  if (words.Get(i - 1).text == "utc" || words.Get(i - 1).text == "gmt") return words.Get(i).glued;
  if (i < 2 || words.Get(i - 1).kind != Word::Kind::Digits) return false;
  return IsSign(words, i - 2, ":") || (words.Get(i - 2).text == "t" && words.Get(i).glued);
}

// Two digits behind a colon.
bool IsField(const Words& words, size_t i) {
  return IsSign(words, i, ":") && words.Get(i).glued && words.Get(i + 1).is_digits(2) && words.Get(i + 1).glued;
}

// "+02:00", "-0730", "+02", and "+00:53:28" of the time before there were zones.  The end of its words.
size_t EndOfOffset(const Words& words, size_t i) {
  if ((!IsSign(words, i, "+") && !IsSign(words, i, "-")) || !IsBehindClock(words, i)) return i;
  const Word& hours = words.Get(i + 1);
  if (!hours.glued || (!hours.is_digits(2) && !hours.is_digits(4))) return i;
  if (hours.is_digits(2) && IsField(words, i + 2)) return IsField(words, i + 4) ? i + 6 : i + 4;
  return FindUnit(words.Get(i + 2).text) != nullptr ? i : i + 2;
}

std::optional<Zone> Offset(Words& words, size_t i, size_t end) {
  const Word& first = words.Get(i + 1);
  const int number = first.number();
  const int hours = first.is_digits(4) ? number / 100 : number;
  const int minutes = first.is_digits(4) ? number % 100 : end > i + 2 ? words.Get(i + 3).number() : 0;
  const int rest = end > i + 4 ? words.Get(i + 5).number() : 0;
  if (hours > 23 || minutes > 59 || rest > 59) return words.Fail("there is no such offset", i, end);
  const std::chrono::seconds offset(hours * 3600 + minutes * 60 + rest);
  return Zone::East(words.Get(i).text == "-" ? -offset : offset);
}

}  // namespace

std::optional<Zone> TakeZone(Words& words, std::string_view text) {
  std::optional<Zone> zone;
  for (size_t i = 0; i < words.size() && !words.failed();) {
    std::optional<Zone> found;
    size_t end = EndOfName(words, i);
    if (end > i) {
      const size_t begin = words.Get(i).begin;
      auto named = Zone::Named(text.substr(begin, words.Get(end - 1).end - begin));
      if (!named.ok()) return words.Fail(named.fault().message, i, end);
      found = *named;
    } else if (end = EndOfOffset(words, i); end > i) {
      found = Offset(words, i, end);
    } else if (const auto* known = std::ranges::find(kAbbreviations, words.Get(i).text, &Abbreviation::name);
               known != std::end(kAbbreviations)) {
      end = i + 1;
      // "UTC+02:00" is what the offset says.
      const size_t behind = known->hours == 0 ? EndOfOffset(words, end) : end;
      found = behind > end ? Offset(words, end, behind) : Zone::East(std::chrono::hours(known->hours));
      end = behind;
    }
    if (!found) {
      ++i;
      continue;
    }
    if (zone) return words.Fail("this is a second zone", i, end);
    zone = found;
    words.Erase(i, end);
  }
  return zone;
}

}  // namespace weir::time

#include "time/numbers.hpp"

#include <algorithm>

namespace weir::time {
namespace {

constexpr NumberWord kCardinals[] = {
    {"zero", 0},     {"one", 1},        {"two", 2},         {"three", 3},
    {"four", 4},     {"five", 5},       {"six", 6},         {"seven", 7},
    {"eight", 8},    {"nine", 9},       {"ten", 10},        {"eleven", 11},
    {"twelve", 12},  {"thirteen", 13},  {"fourteen", 14},   {"fifteen", 15},
    {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18},   {"nineteen", 19},
    {"twenty", 20},  {"thirty", 30},    {"forty", 40},      {"fourty", 40},
    {"fifty", 50},   {"sixty", 60},     {"seventy", 70},    {"eighty", 80},
    {"ninety", 90},  {"hundred", 100},  {"thousand", 1000}, {"million", 1'000'000},
};
constexpr NumberWord kOrdinals[] = {
    {"first", 1},       {"second", 2},      {"third", 3},      {"fourth", 4},     {"fifth", 5},        {"sixth", 6},
    {"seventh", 7},     {"eighth", 8},      {"ninth", 9},      {"tenth", 10},     {"eleventh", 11},    {"twelfth", 12},
    {"thirteenth", 13}, {"fourteenth", 14}, {"fifteenth", 15}, {"sixteenth", 16}, {"seventeenth", 17}, {"eighteenth", 18},
    {"nineteenth", 19}, {"twentieth", 20},  {"thirtieth", 30},
};

std::optional<int> Find(std::span<const NumberWord> words, std::string_view text) {
  const auto found = std::ranges::find(words, text, &NumberWord::word);
  return found == words.end() ? std::nullopt : std::optional(found->value);
}

std::optional<int> Cardinal(const Words& words, size_t ahead = 0) { return Find(kCardinals, words.Peek(ahead).text); }

// "two", "twelve", "twenty-one", "forty": a number below a hundred.
std::optional<int64_t> TakeBelowHundred(Words& words) {
  const auto value = Cardinal(words);
  if (!value || *value >= 100) return std::nullopt;
  words.Skip();
  if (*value < 20) return value;
  const size_t hyphen = words.IsGlued("-", 0) ? 1 : 0;
  const auto ones = Cardinal(words, hyphen);
  if (!ones || *ones < 1 || *ones > 9) return value;
  words.Skip(hyphen + 1);
  return *value + *ones;
}

// "and" is part of a number behind "hundred" or "thousand" when a number follows: "a hundred and five".
void SkipAnd(Words& words) {
  const auto next = Cardinal(words, 1);
  if (words.Is("and") && next && *next > 0 && *next < 100) words.Skip();
}

// "two hundred and five": below a thousand.
std::optional<int64_t> TakeBelowThousand(Words& words) {
  const bool has_article = words.IsAny({"a", "an"}) && words.IsAny({"hundred", "thousand", "million"}, 1);
  std::optional<int64_t> value;
  if (has_article) {
    words.Skip();
    value = 1;
  } else {
    value = TakeBelowHundred(words);
  }
  if (!value || *value == 0 || !words.Take("hundred")) return value;
  *value *= 100;
  SkipAnd(words);
  return *value + TakeBelowHundred(words).value_or(0);
}

std::optional<int64_t> TakeInWords(Words& words) {
  const auto first = TakeBelowThousand(words);
  if (!first || *first == 0) return first;
  int64_t total = 0, group = *first;
  for (const auto& [name, scale] : {NumberWord{"million", 1'000'000}, NumberWord{"thousand", 1000}}) {
    if (!words.Take(name)) continue;
    total += group * scale;
    SkipAnd(words);
    group = TakeBelowThousand(words).value_or(0);
    if (group == 0) break;
  }
  return total + group;
}

std::optional<Decimal> TakeDigits(Words& words) {
  const Word& word = words.Peek();
  const size_t point = std::min(word.text.find('.'), word.text.size());
  Decimal number;
  for (const char c : std::string_view(word.text).substr(0, point))
    if (__builtin_mul_overflow(number.whole, 10, &number.whole) || __builtin_add_overflow(number.whole, c - '0', &number.whole))
      return words.FailHere("this number is too large");
  int64_t place = 1'000'000'000;
  for (const char c : std::string_view(word.text).substr(std::min(point + 1, word.text.size()))) {
    if (place == 1) return words.FailHere("at most nine digits go behind the point");
    place /= 10;
    number.billionths += place * (c - '0');
  }
  words.Skip();
  return number;
}

}  // namespace

std::span<const NumberWord> CardinalWords() { return kCardinals; }
std::span<const NumberWord> OrdinalWords() { return kOrdinals; }

std::optional<Decimal> TakeNumber(Words& words) {
  if (words.Peek().kind == Word::Kind::Digits) return TakeDigits(words);
  const auto whole = TakeInWords(words);
  if (!whole) return std::nullopt;
  return Decimal{*whole, 0};
}

std::optional<int64_t> TakeWhole(Words& words) {
  if (words.Peek().kind != Word::Kind::Digits) return TakeInWords(words);
  if (!words.Peek().is_whole()) return std::nullopt;
  const auto number = TakeDigits(words);
  return number ? std::optional(number->whole) : std::nullopt;
}

std::optional<int> TakeOrdinal(Words& words) {
  if (words.Peek().is_whole() && words.Peek(1).glued && words.IsAny({"st", "nd", "rd", "th"}, 1)) {
    const int value = words.Peek().text.size() > 3 ? 0 : words.Peek().number();
    const int ones = value / 10 % 10 == 1 ? 0 : value % 10;
    const std::string_view ending = ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
    if (!words.Is(ending, 1) || value == 0) return words.Fail("there is no such ordinal number", words.at(), words.at() + 2);
    words.Skip(2);
    return value;
  }
  const auto tens = Cardinal(words);
  const size_t hyphen = words.IsGlued("-", 1) ? 1 : 0;
  if (tens && (*tens == 20 || *tens == 30)) {
    const auto ones = Find(kOrdinals, words.Peek(1 + hyphen).text);
    if (!ones || *ones > 9) return std::nullopt;
    words.Skip(2 + hyphen);
    return *tens + *ones;
  }
  const auto value = Find(kOrdinals, words.Peek().text);
  if (value) words.Skip();
  return value;
}

}  // namespace weir::time

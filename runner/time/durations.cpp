#include "time/durations.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "config/guess.hpp"

namespace weir::time {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kDay = 86400 * kSecond;
constexpr int64_t kMonth = 30 * kDay;
constexpr int64_t kYear = 31'557'600 * kSecond;
constexpr Decimal kHalf{0, kSecond / 2}, kQuarter{0, kSecond / 4};

constexpr Unit kUnits[] = {
    {"ns", 1},
    {"nanosecond", 1},
    {"nanoseconds", 1},
    {"us", 1000},
    {"\xc2\xb5s", 1000},
    {"microsecond", 1000},
    {"microseconds", 1000},
    {"ms", 1'000'000},
    {"millisecond", 1'000'000},
    {"milliseconds", 1'000'000},
    {"s", kSecond},
    {"sec", kSecond},
    {"secs", kSecond},
    {"second", kSecond},
    {"seconds", kSecond},
    {"m", 60 * kSecond},
    {"min", 60 * kSecond},
    {"mins", 60 * kSecond},
    {"minute", 60 * kSecond},
    {"minutes", 60 * kSecond},
    {"h", 3600 * kSecond},
    {"hr", 3600 * kSecond},
    {"hrs", 3600 * kSecond},
    {"hour", 3600 * kSecond},
    {"hours", 3600 * kSecond},
    {"d", kDay, 1},
    {"dy", kDay, 1},
    {"day", kDay, 1},
    {"days", kDay, 1},
    {"w", 7 * kDay, 7},
    {"wk", 7 * kDay, 7},
    {"wks", 7 * kDay, 7},
    {"week", 7 * kDay, 7},
    {"weeks", 7 * kDay, 7},
    {"fortnight", 14 * kDay, 14},
    {"fortnights", 14 * kDay, 14},
    {"mo", kMonth, 0, 1},
    {"mos", kMonth, 0, 1},
    {"month", kMonth, 0, 1},
    {"months", kMonth, 0, 1},
    {"y", kYear, 0, 12},
    {"yr", kYear, 0, 12},
    {"yrs", kYear, 0, 12},
    {"year", kYear, 0, 12},
    {"years", kYear, 0, 12},
};
constexpr std::string_view kUnitNames = "the units are ns, us, ms, s, m (minutes), h, d, w, mo (months) and y";

// One of them, when no number stands before it: a letter alone says too little.
bool IsSingular(const Word& word) {
  constexpr std::array<std::string_view, 8> kSingular{"second", "minute", "hour", "day", "week", "fortnight", "month", "year"};
  return std::ranges::find(kSingular, word.text) != kSingular.end();
}

bool IsArticle(const Words& words, size_t ahead = 0) { return words.IsAny({"a", "an"}, ahead); }
const Unit* UnitAt(const Words& words, size_t ahead) { return FindUnit(words.Peek(ahead).text); }

// "half an hour", "half hour", "a half hour", "quarter of an hour": how many words stand before the unit, and what they say.
std::optional<Decimal> TakeShare(Words& words) {
  size_t ahead = IsArticle(words) ? 1 : 0;
  const bool half = words.Is("half", ahead);
  if (!half && !words.Is("quarter", ahead)) return std::nullopt;
  ++ahead;
  if (words.Is("of", ahead)) ++ahead;
  if (IsArticle(words, ahead)) ++ahead;
  if (UnitAt(words, ahead) == nullptr) return std::nullopt;
  words.Skip(ahead);
  return half ? kHalf : kQuarter;
}

// "and a half" behind a number, or behind its unit: then no unit follows.
void AddShare(Words& words, Decimal& amount, bool behind_unit) {
  if (!words.Is("and")) return;
  const size_t ahead = IsArticle(words, 1) ? 2 : 1;
  const bool half = words.Is("half", ahead);
  if (!half && !words.Is("quarter", ahead)) return;
  const size_t next = IsArticle(words, ahead + 1) ? ahead + 2 : ahead + 1;
  if (behind_unit && (UnitAt(words, next) != nullptr || words.Is("of", ahead + 1))) return;
  if (amount.billionths != 0) return;
  amount.billionths = half ? kHalf.billionths : kQuarter.billionths;
  words.Skip(ahead + 1);
}

std::optional<Decimal> TakeAmount(Words& words, bool is_first) {
  if (auto share = TakeShare(words)) return share;
  if (auto number = TakeNumber(words)) {
    AddShare(words, *number, false);
    return number;
  }
  if (words.failed()) return std::nullopt;
  if (IsArticle(words) && UnitAt(words, 1) != nullptr) {
    words.Skip();
    return Decimal{1, 0};
  }
  if (is_first && IsSingular(words.Peek())) return Decimal{1, 0};
  return std::nullopt;
}

std::optional<Part> TakePart(Words& words, bool is_first) {
  const size_t begin = words.at();
  auto amount = TakeAmount(words, is_first);
  if (!amount) return std::nullopt;
  const Unit* unit = UnitAt(words, 0);
  if (unit == nullptr) {
    if (words.Peek().kind != Word::Kind::Letters || words.IsAny({"and", "with", "plus", "ago", "hence", "from", "before", "after"}))
      return words.Fail("this number has no unit: write 90s, 90m or 90h", begin, words.at());
    std::string message = config::DidYouMean(words.Peek().text, UnitNames());
    return words.FailHere(message.empty() ? "this is no unit of time: " + std::string(kUnitNames) : "this is no unit of time: " + message);
  }
  words.Skip();
  AddShare(words, *amount, true);
  return Part{*amount, unit, begin, words.at()};
}

// "1:20" are 80 seconds: right to left seconds, minutes, hours, days, months, years.
std::optional<std::vector<Part>> TakeColons(Words& words) {
  constexpr std::array<std::string_view, 6> kFields{"s", "m", "h", "d", "mo", "y"};
  constexpr std::array<int, 5> kBelow{60, 60, 24, 31, 12};
  std::vector<size_t> numbers{words.at()};
  while (words.IsGlued(":", 1) && words.Peek(2).kind == Word::Kind::Digits && words.Peek(2).glued) {
    words.Skip(2);
    numbers.push_back(words.at());
  }
  if (numbers.size() > kFields.size())
    return words.Fail("more than six numbers: seconds, minutes, hours, days, months, years", numbers[0], words.at() + 1);
  std::vector<Part> parts;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const size_t field = numbers.size() - 1 - i;
    words.Back(numbers[i]);
    const Word& word = words.Peek();
    if (field > 0 && !word.is_whole()) return words.FailHere("only seconds, the last number, may have a point");
    if (i > 0 && std::min(word.text.find('.'), word.text.size()) != 2) return words.FailHere("two digits stand behind a colon");
    const auto amount = TakeNumber(words);
    if (!amount) return std::nullopt;
    if (i > 0 && amount->whole >= kBelow[field]) return words.Fail("this is too large for its place", numbers[i], numbers[i] + 1);
    parts.push_back({*amount, FindUnit(kFields[field]), numbers[i], numbers[i] + 1});
  }
  return parts;
}

bool IsJoiner(const Words& words, bool plus) { return words.IsAny({"and", "with", ","}) || (plus && words.IsAny({"plus", "+"})); }

// Whether a part could begin here, so that what is wrong behind it is worth saying.
bool BeginsPart(Words& words) {
  if (words.Peek().kind == Word::Kind::Digits || IsArticle(words) || words.IsAny({"half", "quarter"})) return true;
  const size_t at = words.at();
  const bool is_number = TakeNumber(words).has_value();
  words.Back(at);
  return is_number;
}

std::optional<int64_t> Nanoseconds(const Part& part) {
  const __int128 unit = part.unit->ns;
  const __int128 ns = part.amount.whole * unit + part.amount.billionths * unit / kSecond;
  return ns > INT64_MAX ? std::nullopt : std::optional(static_cast<int64_t>(ns));
}

}  // namespace

const Unit* FindUnit(std::string_view name) {
  const auto* found = std::ranges::find(kUnits, name, &Unit::name);
  return found == std::end(kUnits) ? nullptr : found;
}

std::vector<std::string> UnitNames() {
  std::vector<std::string> names;
  for (const Unit& unit : kUnits) names.emplace_back(unit.name);
  return names;
}

std::optional<std::vector<Part>> TakeParts(Words& words, bool plus) {
  if (words.Peek().kind == Word::Kind::Digits && words.IsGlued(":", 1)) {
    if (plus) return TakeColons(words);
    return words.Fail("write a duration as 1h20m, and an offset as +01:20 behind the time of day", words.at(), words.at() + 3);
  }
  std::vector<Part> parts;
  for (;;) {
    const size_t joiner = words.at();
    while (!parts.empty() && IsJoiner(words, plus)) words.Skip();
    if (!parts.empty() && !BeginsPart(words)) {
      if (words.at() == joiner) return parts;
      return words.Fail("a number and a unit have to follow", words.at() - 1, words.at());
    }
    auto part = TakePart(words, parts.empty());
    if (!part) return words.failed() ? std::nullopt : words.FailHere("expected a duration such as \"5m\" or \"1h30m\"");
    parts.push_back(*part);
  }
}

std::optional<int64_t> Sum(Words& words, const std::vector<Part>& parts) {
  int64_t total = 0;
  for (const Part& part : parts) {
    const auto ns = Nanoseconds(part);
    if (!ns || __builtin_add_overflow(total, *ns, &total))
      return words.Fail("this is longer than 292 years", parts.front().begin, part.end);
  }
  return total;
}

Reading<int64_t> ReadDuration(std::string_view text) {
  auto split = Split(text);
  if (!split.ok()) return split.fault();
  Words words(*split);
  if (words.done()) return Fault{"expected a duration such as \"5m\" or \"1h30m\""};
  if (words.size() == 1 && words.Peek().kind == Word::Kind::Digits && words.Peek().text.find_first_not_of('0') == std::string::npos)
    return 0;
  if (words.Is("-")) (void)words.FailHere("a duration can't be negative");
  const auto parts = words.failed() ? std::nullopt : TakeParts(words, true);
  const auto sum = parts ? Sum(words, *parts) : std::nullopt;
  if (sum && !words.done()) (void)words.FailHere("this is no part of a duration; expected one such as \"5m\" or \"1h30m\"");
  if (words.failed()) return words.fault();
  assert(sum && "what was not read was told");
  return *sum;
}

}  // namespace weir::time

#include "config/units.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <string>

namespace weir::config {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kDay = 86400 * kSecond;

struct Unit {
  std::string_view name;
  int64_t size;
};
constexpr Unit kDurations[] = {
    {"ns", 1},
    {"us", 1000},
    {"\xc2\xb5s", 1000},
    {"ms", 1'000'000},
    {"s", kSecond},
    {"sec", kSecond},
    {"second", kSecond},
    {"seconds", kSecond},
    {"m", 60 * kSecond},
    {"min", 60 * kSecond},
    {"minute", 60 * kSecond},
    {"minutes", 60 * kSecond},
    {"h", 3600 * kSecond},
    {"hour", 3600 * kSecond},
    {"hours", 3600 * kSecond},
    {"d", kDay},
    {"day", kDay},
    {"days", kDay},
    {"w", 7 * kDay},
    {"week", 7 * kDay},
    {"weeks", 7 * kDay},
};
constexpr Unit kSizes[] = {
    {"B", 1},         {"KB", 1000},     {"MB", 1'000'000}, {"GB", 1'000'000'000},     {"TB", 1'000'000'000'000},
    {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},  {"TiB", int64_t{1} << 40},
};

Status ExpectedDuration(std::string_view why = "") {
  return Status::Config(fmt::format("expected a duration such as \"5m\" or \"1h30m\"{}", why));
}
Status ExpectedSize(std::string_view why = "") {
  return Status::Config(fmt::format("expected a size such as \"64MiB\" or \"512 MB\"{}", why));
}
Status ExpectedTime(std::string_view why = "") {
  return Status::Config(fmt::format("expected a time such as \"2024-05-01T00:00:00Z\", \"2024-05-01\" or \"1 day ago\"{}", why));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
void SkipSpace(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}
std::string_view Trimmed(std::string_view text) {
  SkipSpace(text);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// A decimal number with up to 9 digits behind the point, kept exact: value = whole + fraction / 10^9.
struct Decimal {
  int64_t whole = 0;
  int64_t fraction = 0;
};

std::optional<Decimal> TakeDecimal(std::string_view& text) {
  if (text.empty() || !IsDigit(text.front())) return std::nullopt;
  Decimal number;
  for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1))
    if (__builtin_mul_overflow(number.whole, 10, &number.whole) || __builtin_add_overflow(number.whole, text.front() - '0', &number.whole))
      return std::nullopt;
  if (!text.starts_with('.')) return number;
  text.remove_prefix(1);
  int64_t place = kSecond;
  if (text.empty() || !IsDigit(text.front())) return std::nullopt;
  for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1)) {
    if (place == 1) return std::nullopt;
    place /= 10;
    number.fraction += place * (text.front() - '0');
  }
  return number;
}

std::optional<int64_t> Scale(Decimal number, int64_t unit) {
  const __int128 value = static_cast<__int128>(number.whole) * unit + static_cast<__int128>(number.fraction) * unit / kSecond;
  return value > INT64_MAX ? std::nullopt : std::optional(static_cast<int64_t>(value));
}

std::string_view TakeUnit(std::string_view& text) {
  size_t n = 0;
  while (n < text.size() && text[n] != ' ' && text[n] != '.' && text[n] != '-' && !IsDigit(text[n])) ++n;
  const std::string_view unit = text.substr(0, n);
  text.remove_prefix(n);
  return unit;
}

bool SameLetters(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if ((a[i] | 0x20) != (b[i] | 0x20)) return false;
  return true;
}

// Exact digits only: "2024" has four, and no sign or space.
std::optional<int> TakeDigits(std::string_view& text, size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!IsDigit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool Take(std::string_view& text, std::string_view any) {
  if (text.empty() || any.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// Days since 1970 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
int64_t DaysSince1970(int year, int month, int day) {
  const int64_t y = year - (month <= 2 ? 1 : 0);
  const int64_t era = (y >= 0 ? y : y - 399) / 400;
  const int64_t year_of_era = y - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

int DaysIn(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// A zone as seconds east of Greenwich: "Z", "+02:00".
std::optional<int64_t> TakeZone(std::string_view& text) {
  if (Take(text, "Zz")) return 0;
  const bool west = text.starts_with('-');
  if (!Take(text, "+-")) return std::nullopt;
  const auto hours = TakeDigits(text, 2);
  if (!hours || !Take(text, ":")) return std::nullopt;
  const auto minutes = TakeDigits(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

Result<int64_t> Nanoseconds(__int128 seconds, int64_t fraction) {
  const __int128 ns = seconds * kSecond + fraction;
  if (ns > INT64_MAX || ns < INT64_MIN) return ExpectedTime("; this one is outside of 1677 to 2262");
  return static_cast<int64_t>(ns);
}

Result<int64_t> ParseCalendar(std::string_view text) {
  const auto year = TakeDigits(text, 4);
  if (!year || !Take(text, "-")) return ExpectedTime();
  const auto month = TakeDigits(text, 2);
  if (!month || !Take(text, "-")) return ExpectedTime();
  const auto day = TakeDigits(text, 2);
  if (!day) return ExpectedTime();
  if (*month < 1 || *month > 12 || *day < 1 || *day > DaysIn(*year, *month)) return ExpectedTime("; there is no such date");
  const int64_t days = DaysSince1970(*year, *month, *day);
  if (text.empty()) return Nanoseconds(static_cast<__int128>(days) * 86400, 0);

  if (!Take(text, "Tt ")) return ExpectedTime();
  const auto hour = TakeDigits(text, 2);
  if (!hour || !Take(text, ":")) return ExpectedTime();
  const auto minute = TakeDigits(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return ExpectedTime();
  Decimal second;
  if (Take(text, ":")) {
    if (text.size() < 2 || !IsDigit(text[0]) || !IsDigit(text[1])) return ExpectedTime();
    const auto taken = TakeDecimal(text);
    // 60 is a leap second, and counts as the first one of the next minute.
    if (!taken || taken->whole > 60) return ExpectedTime();
    second = *taken;
  }
  if (text.empty()) return ExpectedTime("; this one has no time zone: end it with \"Z\" or \"+02:00\"");
  const auto zone = TakeZone(text);
  if (!zone || !text.empty()) return ExpectedTime();
  return Nanoseconds(static_cast<__int128>(days) * 86400 + *hour * 3600 + *minute * 60 + second.whole - *zone, second.fraction);
}

}  // namespace

Result<int64_t> ParseDuration(std::string_view text) {
  text = Trimmed(text);
  if (text == "0") return 0;
  if (text.empty()) return ExpectedDuration();
  if (text.starts_with('-')) return ExpectedDuration("; it can't be negative");
  int64_t total = 0;
  while (!text.empty()) {
    const auto number = TakeDecimal(text);
    if (!number) return ExpectedDuration();
    SkipSpace(text);
    const std::string_view name = TakeUnit(text);
    if (name.empty()) return ExpectedDuration("; this one has no unit");
    const Unit* unit = nullptr;
    for (const Unit& one : kDurations)
      if (one.name == name) unit = &one;
    if (unit == nullptr) return ExpectedDuration("; its units are ns, us, ms, s, m, h, days and weeks");
    const auto part = Scale(*number, unit->size);
    if (!part || __builtin_add_overflow(total, *part, &total)) return ExpectedDuration("; this one is longer than 292 years");
    SkipSpace(text);
  }
  return total;
}

Result<int64_t> ParseSize(std::string_view text) {
  text = Trimmed(text);
  if (text.starts_with('-')) return ExpectedSize("; it can't be negative");
  const auto number = TakeDecimal(text);
  if (!number) return ExpectedSize();
  SkipSpace(text);
  const std::string_view name = TakeUnit(text);
  if (!text.empty()) return ExpectedSize();
  if (name.empty()) return number->fraction == 0 ? Result<int64_t>(number->whole) : ExpectedSize("; bytes are not divided");
  for (const Unit& unit : kSizes) {
    if (!SameLetters(name, unit.name)) continue;
    const auto bytes = Scale(*number, unit.size);
    return bytes ? Result<int64_t>(*bytes) : ExpectedSize("; this one is larger than 8 EiB");
  }
  return ExpectedSize("; its units are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB");
}

Result<int64_t> ParseTime(std::string_view text, int64_t now_ns) {
  text = Trimmed(text);
  if (text == "now") return now_ns;
  if (text.starts_with('@')) {
    text.remove_prefix(1);
    const auto seconds = TakeDecimal(text);
    if (!seconds || !text.empty()) return ExpectedTime(" or \"@1714521600\"");
    return Nanoseconds(seconds->whole, seconds->fraction);
  }
  if (!text.ends_with(" ago")) return ParseCalendar(text);
  text.remove_suffix(4);
  const Result<int64_t> ago = ParseDuration(text);
  int64_t time = 0;
  if (!ago.ok() || __builtin_sub_overflow(now_ns, *ago, &time)) return ExpectedTime();
  return time;
}

Result<double> ParseFraction(std::string_view text) {
  text = Trimmed(text);
  const bool percent = text.ends_with('%');
  if (percent) text = Trimmed(text.substr(0, text.size() - 1));
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return Status::Config("expected a number such as 0.25 or \"1%\"");
  return percent ? value / 100 : value;
}

Result<int64_t> ParseInteger(std::string_view text) {
  text = Trimmed(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return Status::Config("expected an integer such as 4");
  return value;
}

}  // namespace weir::config

#include "config/units.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace weir::config {
namespace {

struct Unit {
  std::string_view name;
  int64_t size;
};
constexpr Unit kSizes[] = {
    {"B", 1},         {"KB", 1000},     {"MB", 1'000'000}, {"GB", 1'000'000'000},     {"TB", 1'000'000'000'000},
    {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},  {"TiB", int64_t{1} << 40},
};

Status ExpectedSize(std::string_view why = "") {
  return Status::Config(fmt::format("expected a size such as \"64MiB\" or \"512 MB\"{}", why));
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

constexpr int64_t kBillion = 1'000'000'000;

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
  int64_t place = kBillion;
  if (text.empty() || !IsDigit(text.front())) return std::nullopt;
  for (; !text.empty() && IsDigit(text.front()); text.remove_prefix(1)) {
    if (place == 1) return std::nullopt;
    place /= 10;
    number.fraction += place * (text.front() - '0');
  }
  return number;
}

std::optional<int64_t> Scale(Decimal number, int64_t unit) {
  const __int128 value = static_cast<__int128>(number.whole) * unit + static_cast<__int128>(number.fraction) * unit / kBillion;
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

}  // namespace

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

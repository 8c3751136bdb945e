#include "time_text.hpp"

#include <chrono>

namespace weir::parsers {

int64_t TakeDigits(std::string_view& text, size_t count) {
  if (text.size() < count) return -1;
  int64_t value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool Take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

bool TakeDecimals(std::string_view& text, int64_t& micros) {
  micros = 0;
  const size_t end = text.find_first_not_of("0123456789");
  const size_t digits = end == std::string_view::npos ? text.size() : end;
  if (digits == 0 || digits > 9) return false;
  int64_t unit = kSecond / 10;
  for (size_t i = 0; i < digits; ++i, unit /= 10) micros += (text[i] - '0') * unit;
  text.remove_prefix(digits);
  return true;
}

bool Midnight(int64_t year, int64_t month, int64_t day, int64_t& micros) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return false;
  micros = std::chrono::sys_days(date).time_since_epoch().count() * int64_t{86400} * kSecond;
  return true;
}

}  // namespace weir::parsers

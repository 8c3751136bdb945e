#include "time_pattern.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <limits>

#include "number.hpp"
#include "time_text.hpp"

namespace weir::parsers {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"january", "february", "march",     "april",   "may",      "june",
                                                   "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

// The place of the name that stands at the front, whole or its first three letters, in any case; -1 when none does.
template <size_t n>
int64_t TakeName(std::string_view& text, const std::array<std::string_view, n>& names) {
  const auto starts = [text](std::string_view word) {
    if (text.size() < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i)
      if ((text[i] | 0x20) != word[i]) return false;
    return true;
  };
  for (size_t i = 0; i < n; ++i) {
    if (!starts(names[i].substr(0, 3))) continue;
    text.remove_prefix(starts(names[i]) ? names[i].size() : 3);
    return static_cast<int64_t>(i);
  }
  return -1;
}

// A number of one or two digits, with a space before a single one or without.
int64_t TakeLooseDay(std::string_view& text) {
  const bool padded = Take(text, ' ');
  if (!padded && text.size() >= 2 && text[1] >= '0' && text[1] <= '9') return TakeDigits(text, 2);
  return TakeDigits(text, 1);
}

bool TakeZone(std::string_view& text, int64_t& minutes) {
  minutes = 0;
  for (const std::string_view name : {"Z", "UTC", "GMT"}) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return true;
  }
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return false;
  text.remove_prefix(1);
  const int64_t hour = TakeDigits(text, 2);
  if (hour < 0 || hour > 23) return false;
  const bool colon = Take(text, ':');
  int64_t minute = 0;
  if (colon || (!text.empty() && text[0] >= '0' && text[0] <= '9')) minute = TakeDigits(text, 2);
  if (minute < 0 || minute > 59) return false;
  minutes = (west ? -1 : 1) * (hour * 60 + minute);
  return true;
}

// The integer part, and decimals as far as `scale` has room for them.
bool ReadUnix(std::string_view text, int64_t scale, int64_t& micros) {
  int64_t whole = 0;
  if (ReadLongInteger(text, whole)) return !__builtin_mul_overflow(whole, scale, &micros);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc() || whole > std::numeric_limits<int64_t>::max() / scale || whole < std::numeric_limits<int64_t>::min() / scale)
    return false;
  micros = whole * scale;
  std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
  if (rest.empty()) return true;
  int64_t decimals = 0;
  if (scale != kSecond || !Take(rest, '.') || !TakeDecimals(rest, decimals) || !rest.empty()) return false;
  return !__builtin_add_overflow(micros, text.starts_with('-') ? -decimals : decimals, &micros);
}

int64_t YearOf(int64_t micros) {
  const auto day =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(micros)));
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

}  // namespace

std::optional<TimePattern> TimePattern::Compile(std::string_view pattern, int64_t now, std::string& error) {
  TimePattern made;
  made.now_ = now;
  if (const size_t bar = pattern.find('|'); bar != std::string_view::npos) {
    std::optional<TimePattern> other = Compile(pattern.substr(bar + 1), now, error);
    if (!other) return std::nullopt;
    made.others_.push_back(*std::move(other));
    pattern = pattern.substr(0, bar);
  }
  if (pattern == "unix") made.scale_ = kSecond;
  if (pattern == "unix_ms") made.scale_ = 1000;
  if (pattern == "unix_us") made.scale_ = 1;
  if (made.scale_ != 0) return made;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c != '%') {
      made.steps_.push_back({0, c});
    } else {
      const char what = ++i < pattern.size() ? pattern[i] : '\0';
      if (what == '%') {
        made.steps_.push_back({0, '%'});
      } else if (what == 'F' || what == 'T') {
        const bool date = what == 'F';
        made.has_year_ |= date;
        made.steps_.insert(
            made.steps_.end(),
            {{date ? 'Y' : 'H', 0}, {0, date ? '-' : ':'}, {date ? 'm' : 'M', 0}, {0, date ? '-' : ':'}, {date ? 'd' : 'S', 0}});
      } else if (std::string_view("YymdebaHIpMSfz").find(what) != std::string_view::npos && what != '\0') {
        made.has_year_ |= what == 'Y' || what == 'y';
        made.steps_.push_back({what, 0});
      } else {
        error = what == '\0' ? "it ends with a %" : std::string("%") + what + " is nothing that times are made of";
        return std::nullopt;
      }
    }
  }
  if (made.steps_.empty()) {
    error = "it is empty";
    return std::nullopt;
  }
  return made;
}

bool TimePattern::Read(std::string_view text, int64_t& micros) const {
  return ReadThis(text, micros) || (!others_.empty() && others_.front().Read(text, micros));
}

bool TimePattern::ReadThis(std::string_view text, int64_t& micros) const {
  if (scale_ != 0) return ReadUnix(text, scale_, micros);
  int64_t year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, decimals = 0, offset = 0, half = -1;
  std::string_view left = text;
  for (const Step step : steps_) {
    switch (step.what) {
      case 'Y': year = TakeDigits(left, 4); break;
      case 'y': year = TakeDigits(left, 2); break;
      case 'm': month = TakeDigits(left, 2); break;
      case 'b': month = TakeName(left, kMonths) + 1; break;
      case 'd': day = TakeDigits(left, 2); break;
      case 'e': day = TakeLooseDay(left); break;
      case 'H':
      case 'I': hour = TakeDigits(left, 2); break;
      case 'M': minute = TakeDigits(left, 2); break;
      case 'S': second = TakeDigits(left, 2); break;
      case 'p': half = TakeName(left, std::array<std::string_view, 2>{"am", "pm"}); break;
      case 'f':
        if ((Take(left, '.') || Take(left, ',')) && !TakeDecimals(left, decimals)) return false;
        break;
      case 'z':
        if (!TakeZone(left, offset)) return false;
        break;
      case 'a':
        if (TakeName(left, kDays) < 0) return false;
        break;
      default:
        if (!Take(left, step.literal)) return false;
        while (step.literal == ' ' && Take(left, ' ')) {
        }
    }
    if (step.what == 'y' && year >= 0) year += year < 69 ? 2000 : 1900;
    if (step.what == 'p' && half < 0) return false;
  }
  if (!left.empty() || (year | month | day | hour | minute | second) < 0) return false;
  if (half >= 0) {
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + 12 * half;
  }
  if (!IsClock(hour, minute, second)) return false;
  const int64_t clock = (hour * 3600 + (minute - offset) * 60 + second) * kSecond + decimals;
  constexpr int64_t kDay = 86400 * kSecond;
  int64_t midnight = 0;
  if (has_year_) {
    if (!Midnight(year, month, day, midnight)) return false;
  } else {
    // The 29th of February is up to eight years ago.
    const int64_t latest = YearOf(now_ + kDay);
    for (year = latest;; --year) {
      if (year < latest - 8) return false;
      if (Midnight(year, month, day, midnight) && midnight + clock <= now_ + kDay) break;
    }
  }
  micros = midnight + clock;
  return true;
}

}  // namespace weir::parsers

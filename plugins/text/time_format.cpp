#include "text/time_format.hpp"

#include <algorithm>
#include <cstdio>

#include "store/moment.hpp"

namespace weir::text {
namespace {

constexpr int64_t kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

// For how long the letter's text stays the same; 0 for letters that are not known.
int64_t SpanOf(char letter) {
  switch (letter) {
    case 'Y':
    case 'm':
    case 'd':
    case 'j':
    case 'F':
    case '%': return kDay;
    case 'H': return kHour;
    case 'M': return kMinute;
    case 'S': return kSecond;
    default: return 0;
  }
}

std::string Digits(int value, int digits) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*d", digits, value);
  return text;
}

}  // namespace

Result<TimeFormat> TimeFormat::Parse(std::string_view format) {
  TimeFormat parsed;
  parsed.format_ = format;
  parsed.span_ = kDay;
  if (format.empty()) return Status::Config("`{time:}` has no format: write for example `{time:%Y/%m/%d}`");
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    const std::string_view letter = format.substr(++i, 1);
    const int64_t span = letter.empty() ? 0 : SpanOf(letter[0]);
    if (span == 0) return Status::Config("`%" + std::string(letter) + "` is not known: %Y %m %d %j %H %M %S %F and %% are");
    parsed.span_ = std::min(parsed.span_, span);
  }
  return parsed;
}

std::string TimeFormat::Format(int64_t microseconds) const {
  using store::TimeUnit;
  const store::Moment moment = store::MomentOf(microseconds);
  std::string text;
  for (size_t i = 0; i < format_.size(); ++i) {
    if (format_[i] != '%') {
      text += format_[i];
      continue;
    }
    switch (format_[++i]) {
      case 'Y': text += store::FormatUnit(moment, TimeUnit::Year); break;
      case 'm': text += store::FormatUnit(moment, TimeUnit::Month); break;
      case 'd': text += store::FormatUnit(moment, TimeUnit::Day); break;
      case 'H': text += store::FormatUnit(moment, TimeUnit::Hour); break;
      case 'M': text += Digits(moment.minute, 2); break;
      case 'S': text += Digits(moment.second, 2); break;
      case 'j': text += Digits(moment.day_of_year, 3); break;
      case 'F':
        text += store::FormatUnit(moment, TimeUnit::Year) + '-' + store::FormatUnit(moment, TimeUnit::Month) + '-' +
                store::FormatUnit(moment, TimeUnit::Day);
        break;
      default: text += format_[i];
    }
  }
  return text;
}

}  // namespace weir::text

#include "hive.hpp"

#include <cstdio>

namespace weir::parquet {
namespace {

constexpr std::string_view kSpecial = "\"#%'*/:=?\\\x7f{}[]^";

int64_t FloorDivide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace

std::string EscapeHive(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && kSpecial.find(c) == std::string_view::npos) {
      escaped.push_back(c);
      continue;
    }
    escaped.push_back('%');
    escaped.push_back(kHex[byte >> 4]);
    escaped.push_back(kHex[byte & 15]);
  }
  return escaped;
}

std::string HiveFolder(std::string_view name, std::string_view value) {
  std::string folder = EscapeHive(name);
  folder += '=';
  folder += value.empty() ? std::string(kHiveDefault) : EscapeHive(value);
  folder += '/';
  return folder;
}

Moment MomentOf(int64_t microseconds) {
  constexpr int64_t kHour = 3600LL * 1000000, kDay = 24 * kHour;
  constexpr int64_t kEra = 400, kDaysOfEra = 146097;  // the calendar repeats after 400 years
  const int64_t days = FloorDivide(microseconds, kDay);
  const int64_t into_day = microseconds % kDay;
  const int hour = static_cast<int>((into_day < 0 ? into_day + kDay : into_day) / kHour);
  // Counted from 1 March of the year 0, so that the leap day comes last.
  const int64_t since_march = days + 719468;
  const int64_t era = FloorDivide(since_march, kDaysOfEra);
  const int64_t day_of_era = since_march - era * kDaysOfEra;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto month_from_march = static_cast<int>((5 * day_of_year + 2) / 153);
  const int day = static_cast<int>(day_of_year) - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {era * kEra + year_of_era + (month <= 2 ? 1 : 0), month, day, hour};
}

std::string FormatUnit(const Moment& moment, TimeUnit unit) {
  char text[32];
  switch (unit) {
    case TimeUnit::Year:
      std::snprintf(text, sizeof text, moment.year < 0 ? "%05lld" : "%04lld", static_cast<long long>(moment.year));
      break;
    case TimeUnit::Month: std::snprintf(text, sizeof text, "%02d", moment.month); break;
    case TimeUnit::Day: std::snprintf(text, sizeof text, "%02d", moment.day); break;
    case TimeUnit::Hour: std::snprintf(text, sizeof text, "%02d", moment.hour); break;
  }
  return text;
}

}  // namespace weir::parquet

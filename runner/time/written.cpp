#include "time/written.hpp"

#include <fmt/format.h>

namespace weir::time {

using namespace std::chrono;

std::string Iso(int64_t ns, const Zone& zone) {
  constexpr int64_t kSecond = 1'000'000'000;
  const auto second = floor<seconds>(sys_time<nanoseconds>(nanoseconds(ns)));
  const seconds offset = zone.OffsetAt(second).value_or(seconds(0));
  const auto local = second + offset;
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss clock(local - day);
  std::string fraction;
  // Not by what lies between the two: the first second of all is no number of nanoseconds.
  if (const int64_t rest = (ns % kSecond + kSecond) % kSecond; rest != 0) {
    fraction = fmt::format(".{:09}", rest);
    fraction.erase(fraction.find_last_not_of('0') + 1);
  }
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count(), fraction,
                     offset == seconds(0) ? "Z" : OffsetText(offset));
}

}  // namespace weir::time

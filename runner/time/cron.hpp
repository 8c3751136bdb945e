// Cron expressions, "*/15 6-18 * * mon-fri" or "@hourly", as Vixie cron reads them, and the instants at which they are due.
//
// Where clocks go forward, what was due in the hour that is left out is due right behind it; where they go back, what is due in the hour
// that comes twice is due in the first.  Both only of an expression with an hour and a minute: one whose hours or minutes begin with a
// star follows the clock on the wall.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "time/fault.hpp"
#include "time/zone.hpp"

namespace weir::time {

class Cron {
 public:
  // The values of one field as bits, and whether it begins with a star: what lets days of the month and of the week meet.
  struct Field {
    uint64_t bits = 0;
    bool star = false;

    bool has(unsigned value) const { return (bits >> value & 1) != 0; }
  };

  static Reading<Cron> Parse(std::string_view text);

  // The first instant behind this one, in seconds.  Nothing when there is none in the ten years that follow, or the zone's rules end.
  std::optional<std::chrono::sys_seconds> Next(std::chrono::sys_seconds after, const Zone& zone) const;

  // Both fields of days say something: then a day that either has will do.
  bool takes_either_day() const { return !days_.star && !weekdays_.star; }
  const Field& minutes() const { return minutes_; }
  const Field& hours() const { return hours_; }
  const Field& days() const { return days_; }          // 1 to 31
  const Field& months() const { return months_; }      // 1 to 12
  const Field& weekdays() const { return weekdays_; }  // 0 to 6, Sunday first

 private:
  bool HasDay(std::chrono::local_days day) const;
  std::optional<std::chrono::sys_seconds> NextOnDay(std::chrono::local_days day, std::chrono::sys_seconds after, const Zone& zone) const;

  Field minutes_, hours_, days_, months_, weekdays_;
};

}  // namespace weir::time

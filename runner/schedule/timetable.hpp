// The instants at which a pipeline is due, by the clock alone: from a start on, by a distance or a cron expression.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/schedule.hpp"
#include "time/zone.hpp"

namespace weir::schedule {

// Occurrences that are due together: all but the last were missed.
struct Due {
  int64_t first_ns = 0, last_ns = 0;
  int64_t count = 0;
};

class Timetable {
 public:
  // Of a schedule with `every` or `cron`.
  Timetable(const config::Schedule& schedule, time::Zone zone, int64_t start_ns)
      : schedule_(schedule), zone_(std::move(zone)), start_ns_(start_ns) {}

  // The first instant behind this one; nothing when there is none any more.
  std::optional<int64_t> Next(int64_t after_ns) const;
  // What is due behind `after_ns` and not behind `now_ns`, at most `most` of it.
  std::optional<Due> Between(int64_t after_ns, int64_t now_ns, int64_t most) const;
  // What it is made of, as text: another one is another timetable.
  std::string text() const;

 private:
  std::optional<Due> EveryBetween(int64_t after_ns, int64_t now_ns, int64_t most) const;

  config::Schedule schedule_;
  time::Zone zone_;
  int64_t start_ns_;
};

}  // namespace weir::schedule

// What all readers of one time share: its words, now, and the zone in which days begin.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "time/clock.hpp"
#include "time/words.hpp"

namespace weir::time {

struct Reckoning {
  Words words;
  int64_t now_ns;
  Zone zone;
  bool uses_now = false;

  std::optional<std::chrono::local_days> Today();
  // The wall clock at an instant.
  std::optional<std::chrono::local_seconds> Local(std::chrono::sys_seconds at);

  // The instant at which a wall clock shows this, in nanoseconds since 1970.  Where it is none, or two, that is a fault, unless the first
  // one from there on will do, as for the beginning of a day.  `from` and `to` are the words that say it.
  std::optional<int64_t> Instant(std::chrono::local_seconds local, std::chrono::nanoseconds rest, bool first_will_do, size_t from, size_t to);
  std::optional<int64_t> Nanoseconds(std::chrono::sys_seconds second, std::chrono::nanoseconds rest, size_t from, size_t to);
};

}  // namespace weir::time

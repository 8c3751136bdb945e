// [schedule]: when `weir schedule` runs a pipeline, and what it does about a run that fails, takes too long or is still under way.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "config/diagnostic.hpp"
#include "config/tree.hpp"
#include "time/clock.hpp"
#include "time/cron.hpp"

namespace weir::config {

struct Schedule {
  enum class Overlap { Skip, Queue };

  // One of the three is there.
  std::optional<std::chrono::nanoseconds> every;
  std::optional<time::Cron> cron;
  std::string after;  // another pipeline: its file or its name

  std::string cron_text;
  Location at, after_at;
  std::string start;  // in words, which the first activation reckons; empty: that is the start
  std::optional<int64_t> occurrences;
  std::optional<std::chrono::nanoseconds> timeout;
  int64_t retries = 0;
  std::chrono::nanoseconds retry_delay{};
  Overlap overlap = Overlap::Skip;
  std::string logs;  // a folder; empty: none
};

// Nothing when the file has no such table, or a wrong one, which was reported.
std::optional<Schedule> ReadSchedule(const Table& root, const time::Clock& clock, Diagnostics& diagnostics);

}  // namespace weir::config

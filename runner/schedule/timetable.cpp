#include "schedule/timetable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace weir::schedule {
namespace {

using namespace std::chrono;

}  // namespace

std::optional<int64_t> Timetable::Next(int64_t after_ns) const {
  const int64_t before = std::max(after_ns, start_ns_ - 1);
  if (schedule_.every) {
    const int64_t every = schedule_.every->count();
    const int64_t steps = (before - start_ns_ + every) / every;  // before is start - 1 at the least, so nothing is negative
    int64_t next = 0;
    if (__builtin_mul_overflow(steps, every, &next) || __builtin_add_overflow(start_ns_, next, &next)) return std::nullopt;
    return next;
  }
  const auto next = schedule_.cron->Next(floor<seconds>(sys_time<nanoseconds>(nanoseconds(before))), zone_);
  if (!next) return std::nullopt;
  return duration_cast<nanoseconds>(next->time_since_epoch()).count();
}

std::optional<Due> Timetable::EveryBetween(int64_t after_ns, int64_t now_ns, int64_t most) const {
  const auto first = Next(after_ns);
  if (!first || *first > now_ns) return std::nullopt;
  const int64_t every = schedule_.every->count();
  const int64_t count = std::min(most, (now_ns - *first) / every + 1);
  return Due{*first, *first + (count - 1) * every, count};
}

std::optional<Due> Timetable::Between(int64_t after_ns, int64_t now_ns, int64_t most) const {
  if (most <= 0) return std::nullopt;
  if (schedule_.every) return EveryBetween(after_ns, now_ns, most);
  std::optional<Due> due;
  for (auto next = Next(after_ns); next && *next <= now_ns && (!due || due->count < most); next = Next(*next)) {
    if (!due) due = Due{*next, *next, 0};
    due->last_ns = *next;
    ++due->count;
  }
  return due;
}

std::string Timetable::text() const {
  if (schedule_.every) return fmt::format("every {} start {}", schedule_.every->count(), schedule_.start);
  return fmt::format("cron {} tz {} start {}", schedule_.cron_text, zone_.name(), schedule_.start);
}

}  // namespace weir::schedule

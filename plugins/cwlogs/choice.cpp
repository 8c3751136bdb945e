#include "cwlogs/choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace weir::cwlogs {
namespace {

constexpr double kPageBytes = 1e6;
constexpr int64_t kDay = 86'400'000;
// FilterLogEvents ends a page when it has searched for long enough, so that many are not full.
constexpr double kPagesOfFilter = 2;

}  // namespace

Choice Choose(const Group& group, const Window& window, uint64_t streams, uint64_t all, int64_t now) {
  // What the group holds is taken to be spread evenly over the time that it holds.
  int64_t oldest = group.created;
  if (group.days) oldest = std::max(oldest, now - *group.days * kDay);
  const double held = static_cast<double>(std::max<int64_t>(1, now - oldest));
  const double asked = static_cast<double>(std::max<int64_t>(0, std::min(window.until, now) - std::max(window.from, oldest)));
  const double pages = static_cast<double>(group.stored_bytes) * std::min(1.0, asked / held) / kPageBytes;
  const double share = all == 0 ? 0 : static_cast<double>(streams) / static_cast<double>(all);
  // A stream ends with a call that gives nothing more.
  const double get = std::ceil(pages * share) + 2 * static_cast<double>(streams);
  const double filter = std::ceil(kPagesOfFilter * pages) + 1;
  return {filter < get ? Api::Filter : Api::Get,
          fmt::format("{} streams of log group {} are read with {}: about {:.0f} calls of GetLogEvents or {:.0f} of FilterLogEvents",
                      streams, group.name, filter < get ? "FilterLogEvents" : "GetLogEvents", get, filter)};
}

}  // namespace weir::cwlogs

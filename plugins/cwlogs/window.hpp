// From when until when events are taken, in milliseconds since 1970 UTC, as CloudWatch Logs counts them.
#pragma once

#include <cstdint>
#include <limits>

namespace weir::cwlogs {

struct Window {
  int64_t from = 0, until = std::numeric_limits<int64_t>::max();  // `until` is not in it
  bool Has(int64_t timestamp) const { return from <= timestamp && timestamp < until; }
  bool operator==(const Window&) const = default;
};

// The first millisecond that does not lie before this instant.
inline int64_t MillisecondsOf(int64_t ns) {
  constexpr int64_t kNs = 1'000'000;
  return ns / kNs + (ns % kNs > 0 ? 1 : 0);
}

}  // namespace weir::cwlogs

// What words of time are reckoned from.
#pragma once

#include <cstdint>

#include "time/zone.hpp"

namespace weir::time {

struct Clock {
  int64_t now_ns = 0;
  Zone zone;  // of words that name none
};

}  // namespace weir::time

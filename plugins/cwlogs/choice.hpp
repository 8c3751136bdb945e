// Which of two calls takes fewer to read the streams of a group: GetLogEvents, one stream after the other, or FilterLogEvents, all at once.
#pragma once

#include <cstdint>
#include <string>

#include "cwlogs/service.hpp"
#include "cwlogs/window.hpp"

namespace weir::cwlogs {

enum class Api { Auto, Get, Filter };

struct Choice {
  Api api;
  std::string why;  // with the numbers, for the log
};

// `streams`: those that may have events in the window, of `all` that the group has.  now: ms.
Choice Choose(const Group& group, const Window& window, uint64_t streams, uint64_t all, int64_t now);

}  // namespace weir::cwlogs

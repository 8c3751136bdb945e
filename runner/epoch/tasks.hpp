// Work on a few IO threads, each of which may block.
#pragma once

#include <functional>
#include <vector>

#include "weir/status.hpp"

namespace weir::epoch {

// Runs all of them, also after one failed, and returns the first failure.
Status RunAll(const std::vector<std::function<Status()>>& tasks);

}  // namespace weir::epoch

// Runs pipelines under their schedules until all are through or a signal ends it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "schedule/job.hpp"
#include "weir/put.h"
#include "weir/status.hpp"

namespace weir::schedule {

// The signals that a scheduler waits for, blocked in this thread and all it starts from now on.
void BlockSignals();

using Log = std::function<void(int32_t level, const std::string& pipeline, const std::string& message)>;

// A job that runs after another one stands behind it and names it.  `put` may be null when no schedule has `logs`.  Signals are blocked.
// The exit code: 0 when the last run of each finished, else that of the worst of these; 75 when a signal ended it before.
Result<int> Run(const std::vector<Job>& jobs, const weir_put* put, const Log& log);

}  // namespace weir::schedule

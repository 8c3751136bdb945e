// The pipeline that repairs an epoch: all that it was, with sinks that drop in place of those that had their rows.
#pragma once

#include <set>
#include <string>

#include "config/pipeline.hpp"
#include "graph/plan.hpp"
#include "weir/status.hpp"

namespace weir::replay {

// The sinks that must be written again when these could not be committed: they, and the sinks whose rejected rows they take.  An error
// when one of them can't take back what it wrote.
Result<std::set<std::string>> SinksToRepair(const graph::Plan& plan, const std::set<std::string>& refused);

config::Pipeline RepairPipeline(const graph::Plan& plan, const std::set<std::string>& sinks);

}  // namespace weir::replay

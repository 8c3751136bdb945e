// The pipeline that replays dead letters: the nodes that refused rows, fed by their letters, and all that follows them.
#pragma once

#include <set>
#include <string>

#include "config/pipeline.hpp"
#include "graph/plan.hpp"
#include "weir/status.hpp"

namespace weir::replay {

// A column of a node's input that letters do not give back, as it is nested, if there is one.
const ArrowSchema* LostIn(const ArrowSchema& in);

// `plan` is bound; `nodes` are those with letters in `folder`; none is a source or takes a column that is lost.
Result<config::Pipeline> ReplayPipeline(const graph::Plan& plan, const std::set<std::string>& nodes, const std::string& folder);

}  // namespace weir::replay

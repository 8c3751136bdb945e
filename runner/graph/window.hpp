// What part of its sources a run takes: the options flagged WEIR_WINDOW, as the plan has them.
//
//   {"source": {"ending": "2024-05-02T00:00:00Z", "period": "86400000000000ns"}}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/substitute.hpp"
#include "graph/plan.hpp"
#include "weir/status.hpp"

namespace weir::graph {

// Of the sources for which the pipeline says one; empty when none has.
std::string WindowOf(const Plan& plan);
// The values to load a pipeline with so that it has this window, in the order of their names; none for the empty one.  FATAL when the
// text is none.
Result<std::vector<config::Pin>> PinsOf(std::string_view window);
// Whether they are values of the same options of the same sources.
bool AreAlike(const std::vector<config::Pin>& one, const std::vector<config::Pin>& other);

}  // namespace weir::graph

// What a run came to, in the text format of Prometheus: a file for node_exporter's textfile collector.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "epoch/run.hpp"
#include "graph/plan.hpp"

namespace weir::observe {

// Exposition format 0.0.4.  `committed_ns`: when the last epoch of this run was, 0 for never.  `took` is set when the run has ended.
std::string Metrics(const epoch::Outcome& outcome, const graph::Plan& plan, int64_t committed_ns,
                    std::optional<std::chrono::nanoseconds> took);

}  // namespace weir::observe

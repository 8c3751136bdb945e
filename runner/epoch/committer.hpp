// Step 7 of an epoch: makes receipts visible, tells the sinks so, and takes back those of rewound epochs.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "epoch/state.hpp"
#include "graph/plan.hpp"
#include "graph/runtime.hpp"

namespace weir::epoch {

// Makes the plan of a pipeline as it was recorded; `now_ns` is what its words of time were reckoned from.
using Recall = std::function<Result<std::shared_ptr<graph::Plan>>(const std::string& canonical, int64_t now_ns)>;

// Takes back what waits for it in `state`, then commits `receipts`; each in parallel, until it is done or refused for good.  One that is
// refused holds up no other.  A sink whose receipts are all visible is told so.  Returns the first failure; `refused` gets the sinks
// whose receipts failed, and stays empty when something could not be taken back, or a sink not be told.  The nodes of `plan` are attached to the runtime.  [io]
Status CommitReceipts(graph::Runtime& runtime, const graph::Plan& plan, const State& state, const std::vector<Receipt>& receipts,
                      std::set<std::string>& refused);

// OK when `plan` has every sink that something must be taken back from.
Status CanRetract(const graph::Plan& plan, const State& state);

// The plan that must commit the epoch that `state` has as prepared: as it was recorded, attached to the runtime.  Null: `today` is that
// plan.
Result<std::shared_ptr<graph::Plan>> PlanOfPrepared(graph::Runtime& runtime, const State& state, const graph::Plan& today,
                                                    const Recall& recall, uint32_t lanes);

}  // namespace weir::epoch

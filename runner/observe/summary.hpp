// What a run came to, for people and for scripts.
#pragma once

#include <chrono>
#include <string>

#include "epoch/run.hpp"

namespace weir::observe {

// The ledger: one line for the run, one per sink, then what was lost and why.
// `letters`: where the dead letters are.
std::string Printed(const epoch::Outcome& outcome, const std::string& state_folder, const std::string& letters,
                    std::chrono::nanoseconds took);
// The same as JSON, for --summary.
std::string Json(const epoch::Outcome& outcome, const std::string& pipeline, const std::string& state_id, std::chrono::nanoseconds took);

}  // namespace weir::observe

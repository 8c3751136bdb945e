// The tables about the run itself: [pipeline], [epoch], [dead_letter] and [state].  They are declared and checked like a component's options.
#pragma once

#include <cstdint>

#include "config/diagnostic.hpp"
#include "config/pipeline.hpp"
#include "config/tree.hpp"

namespace weir::config {

// Fills in the settings of `pipeline`; its name only if the file has one.
void ReadSettings(const Table& root, Pipeline& pipeline, Diagnostics& diagnostics);

}  // namespace weir::config

// Reads a split of a source that gives bytes: inflates them and cuts records.
#pragma once

#include "graph/reader.hpp"

namespace weir::graph {

// How the split ended: WEIR_DONE for ever, or WEIR_END for this run.
Result<weir_code> ReadBytes(Reading& reading);

}  // namespace weir::graph

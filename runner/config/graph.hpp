// Whether the nodes make a DAG in which every row has a way to go.
#pragma once

#include "config/diagnostic.hpp"
#include "config/nodes.hpp"

namespace weir::config {

void CheckGraph(const Nodes& nodes, Diagnostics& diagnostics);

}  // namespace weir::config

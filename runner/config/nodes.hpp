// The tables [source.NAME], [transform.NAME] and [sink.NAME], with [defaults] filled in.
#pragma once

#include <vector>

#include "config/diagnostic.hpp"
#include "config/pipeline.hpp"
#include "config/tree.hpp"

namespace weir::config {

struct Nodes {
  std::vector<Node> list;
  bool all_edges_known = true;  // false: some `from` was wrong, so who is not read can't be told
};

Nodes ReadNodes(const Table& root, Diagnostics& diagnostics);

}  // namespace weir::config

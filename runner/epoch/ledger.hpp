// The count of rows in and out of every node.  It balances at every commit, or the run stops: an imbalance is a bug in weir.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "weir/status.hpp"

namespace weir::epoch {

// What became of the rows of one node, over all lanes.
struct NodeCounts {
  std::string name, type;
  int32_t kind = 0;        // WEIR_SOURCE .. WEIR_SINK
  int32_t rows = 0;        // transforms: WEIR_ONE .. WEIR_AGGREGATE
  uint64_t delivered = 0;  // what its edges were given
  uint64_t in = 0;         // what it took
  uint64_t out = 0;        // over all ports but `rejected`
  uint64_t rejected = 0, dropped = 0, expanded = 0, folded = 0, held = 0, written = 0;
  uint64_t held_before = 0;   // what the epoch before left
  bool dead_letters = false;  // the sink that takes what nobody else reads

  void Add(const NodeCounts& other);
};

struct Ledger {
  std::vector<NodeCounts> nodes;  // in DAG order

  // OK, or a WEIR_E_BUG that names the node and both sides of its sum.
  Status Balance() const;
  // Node by node; nodes that it does not have yet come at the end.
  void Add(const Ledger& epoch);
  bool empty() const;

  uint64_t read() const;     // rows that sources gave or that could not become rows
  uint64_t written() const;  // by sinks, without the dead letters
  uint64_t rejected() const;
  uint64_t filtered() const;  // dropped on purpose
  std::string ToJson() const;
  // What ToJson wrote.
  static Result<Ledger> FromJson(std::string_view json);
};

}  // namespace weir::epoch

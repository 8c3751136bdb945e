// Reads one split from open to end, on an IO thread, and puts its batches into the split's lane.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "frame/limits.hpp"
#include "graph/bookmarks.hpp"
#include "graph/lane_node.hpp"

namespace weir::graph {

struct Reading {
  LaneNode& lane;  // the source's, on the lane of this split
  Runtime& runtime;
  Bookmarks& bookmarks;
  uint64_t source = 0;  // hash of the source's identity
  std::shared_ptr<const Split> split;
  std::string position;              // where to go on, empty from the start; then the end of what was put into the graph
  std::optional<std::string> until;  // a repair: where to stop, and the position to end with
  frame::Limits limits;
  bool moved = false;  // set when something of it went into the graph
};

// Returns when the split has ended, can't be read on, or the run stops.  What went wrong has been told to the runtime or the
// bookmarks by then.  [io]
void ReadSplit(Reading& reading);

// What both kinds of readers do with a batch: puts it into the lane and moves the bookmark behind it, both or neither.  Null
// moves the bookmark only.  False when the run stops.
bool PutBatch(Reading& reading, BatchPtr batch);
// Only inside the gate.
void MoveBookmark(Reading& reading);

// The columns a source of bytes gives once the runner has cut its records: message, the captures, weir.split, weir.offset.
Schema FramedSchema(const ArrowSchema& source);

}  // namespace weir::graph

// A batch inside the graph: one Arrow array that any number of nodes may look at.  What a node gets is an alias, an ArrowArray of
// its own whose release drops one reference; so fan-out, a retried write and dead letters copy nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "graph/credits.hpp"
#include "weir/array.hpp"
#include "weir/plugin.h"
#include "weir/schema.hpp"

namespace weir::graph {

// A split with the memory that its weir_split points to.  Shared by its reader and its batches.
struct Split {
  explicit Split(const weir_split& from);
  Split(const Split&) = delete;

  // The header lines of its content; before any batch of it is made.
  void SetHead(std::string head);

  std::string id, version, head;
  std::vector<std::string> captures;
  uint64_t bytes = 0;
  weir_split view{};  // points into this object

 private:
  std::vector<weir_str> capture_views_;
};

struct Batch {
  Array array;
  const ArrowSchema* schema = nullptr;  // of the port that emitted it; lives as long as the plan
  std::shared_ptr<const Split> split;   // null when the rows come from several
  int64_t watermark_ns = INT64_MIN;
  Credits::Hold charged;
};
using BatchPtr = std::shared_ptr<const Batch>;

// Which columns of a port an edge delivers, in the order of the receiving node; kMissing stands for a column of nulls.
struct Mapping {
  static constexpr int32_t kMissing = -1;
  std::vector<int32_t> columns;
  const ArrowSchema* schema = nullptr;  // of what is delivered
};

// An alias of the batch as an edge delivers it.  The batch lives until every part of the alias is released.
ArrowArray Alias(const BatchPtr& batch, const Mapping& mapping);

// The bytes that an array holds beyond text it only points to.
uint64_t OwnBytes(const ArrowSchema& schema, const ArrowArray& array);
// The bytes of the text that its columns of views point to, for arrays that brought it along.
uint64_t TextBytes(const ArrowSchema& schema, const ArrowArray& array);

}  // namespace weir::graph

// The oneTBB flow graph, and the only place that knows it.  A station is a serial, queueing node: it takes one message at a time,
// in the order they were put.  A body that puts messages on does so while it still holds its station, which is what keeps the order
// of a lane from reader to sink (a function_node's own result is forwarded after the next input has been started).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "graph/batch.hpp"

namespace weir::graph {

struct Edge;

struct Message {
  BatchPtr batch;
  const Edge* edge = nullptr;  // the way it came, which says how the receiver sees it
};

class Flow {
 public:
  using Station = size_t;
  using Body = std::function<void(const Message&)>;  // must not throw

  explicit Flow(uint32_t threads);
  ~Flow();  // waits for what is under way

  // Of what could run, the station of the greatest depth does: a batch goes all the way while it is in the caches.  [setup]
  Station Add(Body body, size_t depth = 0);
  void Put(Station station, Message message);  // [any] never waits
  // Returns when every station is idle and every hold is released.  Nobody may Put from outside meanwhile.
  void Wait();
  // A message left the graph for a thread of its own: Wait waits for it until Release.  [any]
  void Hold();
  void Release();
  // Runs body(context, 0 .. n-1) in the arena and returns when all have run.  The caller takes part, and takes nothing else on.  [any]
  void Parallel(size_t n, void (*body)(void* context, size_t i), void* context);

 private:
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace weir::graph

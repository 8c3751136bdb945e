#include "graph/flow.hpp"

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <deque>
#include <optional>

namespace weir::graph {

namespace tbb = oneapi::tbb;

struct Flow::Arena {
  using Node = tbb::flow::function_node<Message, tbb::flow::continue_msg, tbb::flow::queueing>;

  explicit Arena(uint32_t threads) : workers(tbb::global_control::max_allowed_parallelism, threads + 1), arena(static_cast<int>(threads), 0) {
    // A graph runs in the arena of the thread that makes it.
    arena.execute([this] { graph.emplace(); });
  }

  tbb::global_control workers;  // one of the allowed threads counts as the caller, which has no slot here
  tbb::task_arena arena;
  std::optional<tbb::flow::graph> graph;
  std::deque<Node> stations;  // a deque, as nodes can't move
};

// No arena slot is kept for the calling thread: readers and the epoch's thread only put messages in and wait.
Flow::Flow(uint32_t threads) : arena_(std::make_unique<Arena>(threads)) {}

Flow::~Flow() { Wait(); }

Flow::Station Flow::Add(Body body) {
  arena_->stations.emplace_back(*arena_->graph, tbb::flow::serial, [body = std::move(body)](const Message& message) {
    body(message);
    return tbb::flow::continue_msg();
  });
  return arena_->stations.size() - 1;
}

void Flow::Put(Station station, Message message) {
  // A queueing node takes everything; what bounds its queue are the credits the batch holds.
  [[maybe_unused]] const bool taken = arena_->stations[station].try_put(message);
  assert(taken && "a queueing node accepts");
}

void Flow::Wait() { arena_->graph->wait_for_all(); }

void Flow::Hold() { arena_->graph->reserve_wait(); }

void Flow::Release() { arena_->graph->release_wait(); }

void Flow::Parallel(size_t n, void (*body)(void*, size_t), void* context) {
  // Isolated, so that a waiting caller does not pick up another lane's batch inside its own.
  arena_->arena.execute([&] {
    tbb::this_task_arena::isolate([&] { tbb::parallel_for(size_t{0}, n, [&](size_t i) { body(context, i); }, tbb::simple_partitioner()); });
  });
}

}  // namespace weir::graph

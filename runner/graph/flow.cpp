#include "graph/flow.hpp"

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <deque>
#include <optional>

#if defined(__SANITIZE_THREAD__)
extern "C" void __tsan_acquire(void*);
extern "C" void __tsan_release(void*);
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
#endif

namespace weir::graph {

namespace tbb = oneapi::tbb;

namespace {

// What is put before a body runs happens before it.  libtbb hands tasks from thread to thread, and it is not built for the thread
// sanitizer, which so has to be told.  Nothing in any other build.
struct Order {
  void Before() {
#if defined(__SANITIZE_THREAD__)
    __tsan_release(this);
#endif
  }
  void After() {
#if defined(__SANITIZE_THREAD__)
    __tsan_acquire(this);
#endif
  }
};
// Of stations, and of the parts of a loop: known before anything of them is read, as their own memory is not.
Order setup, called;

// The message out of TBB's memory, where a third thread may have put it.
#if defined(__SANITIZE_THREAD__)
Message Taken(const Message& message) {
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  Message taken = message;
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  return taken;
}
#else
const Message& Taken(const Message& message) { return message; }
#endif

}  // namespace

struct Flow::Arena {
  using Node = tbb::flow::function_node<Message, tbb::flow::continue_msg, tbb::flow::queueing>;

  explicit Arena(uint32_t threads)
      : workers(tbb::global_control::max_allowed_parallelism, threads + 1), arena(static_cast<int>(threads), 0) {
    // A graph runs in the arena of the thread that makes it.
    arena.execute([this] { graph.emplace(); });
  }

  tbb::global_control workers;  // one of the allowed threads counts as the caller, which has no slot here
  tbb::task_arena arena;
  std::optional<tbb::flow::graph> graph;
  std::deque<Node> stations;  // a deque, as nodes can't move
  std::deque<Order> puts;     // by station
  Order done;
};

// No arena slot is kept for the calling thread: readers and the epoch's thread only put messages in and wait.
Flow::Flow(uint32_t threads) : arena_(std::make_unique<Arena>(threads)) {}

Flow::~Flow() { Wait(); }

Flow::Station Flow::Add(Body body, size_t depth) {
  Order* put = &arena_->puts.emplace_back();
  arena_->stations.emplace_back(
      *arena_->graph, tbb::flow::serial,
      [body = std::move(body), put, done = &arena_->done](const Message& message) {
        setup.After();
        put->After();
        body(Taken(message));
        put->Before();
        done->Before();
        return tbb::flow::continue_msg();
      },
      static_cast<tbb::flow::node_priority_t>(depth + 1));
  setup.Before();
  return arena_->stations.size() - 1;
}

void Flow::Put(Station station, Message message) {
  // A queueing node takes everything; what bounds its queue are the credits the batch holds.
  arena_->puts[station].Before();
  [[maybe_unused]] const bool taken = arena_->stations[station].try_put(message);
  assert(taken && "a queueing node accepts");
}

void Flow::Wait() {
  arena_->graph->wait_for_all();
  arena_->done.After();
}

void Flow::Hold() { arena_->graph->reserve_wait(); }

void Flow::Release() {
  arena_->done.Before();
  arena_->graph->release_wait();
}

void Flow::Parallel(size_t n, void (*body)(void*, size_t), void* context) {
  Order ran;
  const auto part = [&](size_t i) {
    called.After();
    body(context, i);
    ran.Before();
  };
  called.Before();
  // Isolated, so that a waiting caller does not pick up another lane's batch inside its own.
  arena_->arena.execute([&] { tbb::this_task_arena::isolate([&] { tbb::parallel_for(size_t{0}, n, part, tbb::simple_partitioner()); }); });
  ran.After();
}

}  // namespace weir::graph

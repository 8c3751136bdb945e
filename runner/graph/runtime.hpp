// What the parts of a running graph share: whether it still runs, why it stopped, and how far its readers are.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "graph/fits.hpp"
#include "weir/status.hpp"

namespace weir::graph {

class Flow;
class Credits;

// Lets readers pass while the graph runs.  Closed, it holds back whoever has something to emit, so that what is in the graph and
// what the bookmarks say stay the same thing.
class Gate {
 public:
  bool Enter();  // waits while closed; false after Abort
  void Leave();
  void Close();  // returns when nobody is inside
  void Open();
  void Abort();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool closed_ = false, aborted_ = false;
};

// Counts for the progress line and for deciding when an epoch is due.
struct Totals {
  std::atomic<uint64_t> bytes{0};  // inflated
  std::atomic<uint64_t> rows{0};   // read
  std::atomic<uint64_t> splits_found{0}, splits_done{0};
  std::atomic<uint64_t> bytes_found{0}, bytes_done{0};  // of objects, as stored
};

class Runtime {
 public:
  explicit Runtime(std::chrono::nanoseconds give_up_after) : give_up_after(give_up_after) {}

  // The first failure decides how the run ends.  Everything that waits is let go.  [any]
  void Fail(std::string_view node, Status status);
  std::optional<Status> failure() const;
  // Gives up at once without a failure of its own: a second signal, or a stop that took too long.  [any]
  void Abandon();
  bool cancelled() const { return cancelled_.load(std::memory_order_acquire); }
  // Sleeps, but not past a cancellation.  False when cancelled.
  bool Sleep(std::chrono::nanoseconds duration);
  // Wakes whoever waits for something to happen to the run.
  void Notify();
  // How often that was.  Who looks at the run and then waits takes this number first, so that nothing that happens in between is missed.
  uint64_t events() const;
  void WaitForEvent(uint64_t seen, std::chrono::nanoseconds at_most);

  const std::chrono::nanoseconds give_up_after;
  Depth checked = Depth::Layout;  // how far batches are looked at when a component gives them
  Flow* flow = nullptr;
  Credits* credits = nullptr;
  Gate gate;
  Totals totals;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> cancelled_{false};
  std::optional<Status> failure_;
  uint64_t events_ = 0;
};

// Waits between tries of something that may yet succeed: from 100 ms doubling to 5 s, until the time to give up.
class Backoff {
 public:
  explicit Backoff(Runtime& runtime) : Backoff(runtime, std::chrono::steady_clock::now() + runtime.give_up_after) {}
  Backoff(Runtime& runtime, std::chrono::steady_clock::time_point deadline) : runtime_(runtime), deadline_(deadline) {}
  // False when it is time to give up, or the run is cancelled.
  bool Wait(uint32_t at_least_ms);

 private:
  Runtime& runtime_;
  const std::chrono::steady_clock::time_point deadline_;
  std::chrono::milliseconds next_{100};
};

}  // namespace weir::graph

// Signals that end a run: the first asks it to drain, commit and stop, the second to stop now.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace weir::epoch {

class StopSignals {
 public:
  // Blocks SIGINT and SIGTERM in this thread and all it starts from now on; make it before any other thread.
  StopSignals();
  ~StopSignals() { End(); }

  // What to do from now on when a signal comes, given how many came so far.  Called on a thread of its own.
  void OnSignal(std::function<void(int count)> action);
  // No action is under way or comes after this returned.
  void End();

 private:
  std::function<void(int)> action_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace weir::epoch

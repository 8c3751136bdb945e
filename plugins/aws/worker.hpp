// The library's own thread, for what may block for a while and belongs on no thread of others: asking for credentials, signing.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace weir::aws {

class Worker {
 public:
  // The one of this process; its thread begins with the first task.
  static Worker& Shared();

  // In the order in which they come.  What the end of the process finds undone stays so.  [any]
  void Do(std::function<void()> task);
  // The process ends: what waits on the worker gives up.  [any]
  bool is_stopping() const { return is_stopping_; }

 private:
  Worker();
  void Run();
  void Stop();

  std::mutex mutex_;
  std::condition_variable comes_;
  std::deque<std::function<void()>> tasks_;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

}  // namespace weir::aws

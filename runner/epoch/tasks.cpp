#include "epoch/tasks.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace weir::epoch {
namespace {

constexpr size_t kIoThreads = 8;

}  // namespace

Status RunAll(const std::vector<std::function<Status()>>& tasks) {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  Status first;
  const auto work = [&] {
    for (size_t i = next++; i < tasks.size(); i = next++) {
      Status status = tasks[i]();
      const std::lock_guard lock(mutex);
      if (!status.ok() && first.ok()) first = std::move(status);
    }
  };
  if (tasks.size() == 1) {
    work();
  } else {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < std::min(kIoThreads, tasks.size()); ++i) threads.emplace_back(work);
  }
  return first;
}

}  // namespace weir::epoch

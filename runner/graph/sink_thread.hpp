// The IO thread of a sink that blocks: batches leave the graph here and are written one at a time.  The flow is held for each of
// them, so that a drained graph means an empty queue too.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "graph/flow.hpp"

namespace weir::graph {

class SinkThread {
 public:
  SinkThread(Flow& flow, std::function<void(const Message&)> write)
      : flow_(flow), write_(std::move(write)), thread_([this](std::stop_token stop) { Run(std::move(stop)); }) {}
  ~SinkThread() {
    thread_.request_stop();
    thread_.join();
  }

  // Never waits: what bounds the queue are the credits of its batches.
  void Put(const Message& message) {
    flow_.Hold();
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back(message);
    }
    filled_.notify_one();
  }

 private:
  void Run(std::stop_token stop) {
    for (;;) {
      Message message;
      {
        std::unique_lock lock(mutex_);
        if (!filled_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
        message = std::move(queue_.front());
        queue_.pop_front();
      }
      write_(message);
      message = {};
      flow_.Release();
    }
  }

  Flow& flow_;
  const std::function<void(const Message&)> write_;
  std::mutex mutex_;
  std::condition_variable_any filled_;
  std::deque<Message> queue_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace weir::graph

#include "aws/worker.hpp"

#include "aws/http.hpp"
#include "aws/quiet_thread.hpp"

namespace weir::aws {

// HTTP is begun first, so that it ends last: tasks use it.
Worker::Worker() { Http::Shared(); }

Worker& Worker::Shared() {
  static Worker& worker = *new Worker;  // never gone, as threads of others may outlive the end of main
  struct Ender {
    ~Ender() { worker.Stop(); }
  };
  static const Ender ender;
  return worker;
}

void Worker::Do(std::function<void()> task) {
  const std::scoped_lock lock(mutex_);
  if (is_stopping_) return;
  tasks_.push_back(std::move(task));
  if (!thread_.joinable()) thread_ = QuietThread([this] { Run(); });
  comes_.notify_one();
}

void Worker::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    comes_.wait(lock, [&] { return is_stopping_ || !tasks_.empty(); });
    if (is_stopping_) return;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds may call back
    lock.lock();
  }
}

void Worker::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
    comes_.notify_one();
    if (!thread_.joinable()) return;
  }
  if (thread_.get_id() == std::this_thread::get_id())
    thread_.detach();
  else
    thread_.join();
}

}  // namespace weir::aws

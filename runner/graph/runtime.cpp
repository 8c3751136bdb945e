#include "graph/runtime.hpp"

#include <algorithm>
#include <cassert>

#include "graph/credits.hpp"

namespace weir::graph {

bool Gate::Enter() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !closed_ || aborted_; });
  if (aborted_) return false;
  ++inside_;
  return true;
}

void Gate::Leave() {
  {
    const std::lock_guard lock(mutex_);
    assert(inside_ > 0);
    --inside_;
  }
  changed_.notify_all();
}

void Gate::Close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  changed_.wait(lock, [this] { return inside_ == 0; });
}

void Gate::Open() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = false;
  }
  changed_.notify_all();
}

void Gate::Abort() {
  {
    const std::lock_guard lock(mutex_);
    aborted_ = true;
  }
  changed_.notify_all();
}

void Runtime::Fail(std::string_view node, Status status) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_ && !cancelled()) failure_ = std::move(status).Annotate(node);
  }
  Abandon();
}

std::optional<Status> Runtime::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void Runtime::Abandon() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_.store(true, std::memory_order_release);
  }
  if (credits != nullptr) credits->Stop();
  gate.Abort();
  changed_.notify_all();
}

void Runtime::Notify() {
  {
    const std::lock_guard lock(mutex_);
    ++events_;
  }
  changed_.notify_all();
}

uint64_t Runtime::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

void Runtime::WaitForEvent(uint64_t seen, std::chrono::nanoseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [&] { return events_ != seen || cancelled(); });
}

bool Runtime::Sleep(std::chrono::nanoseconds duration) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, duration, [this] { return cancelled(); });
}

bool Backoff::Wait(uint32_t at_least_ms) {
  const auto pause = std::max(next_, std::chrono::milliseconds(at_least_ms));
  if (std::chrono::steady_clock::now() + pause > deadline_) return false;
  next_ = std::min(next_ * 2, std::chrono::milliseconds(5000));
  return runtime_.Sleep(pause);
}

}  // namespace weir::graph

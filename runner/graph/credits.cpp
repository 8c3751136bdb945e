#include "graph/credits.hpp"

#include <cassert>

namespace weir::graph {

Credits::Hold Credits::Take(uint32_t lane, uint64_t bytes) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  worked_.wait(lock, [&] { return stopped_ || queued_by_lane_[lane] < kAhead; });
  returned_.wait(lock, [&] { return stopped_ || Fits(lane, bytes); });
  --waiting_;
  if (stopped_) return {};
  used_ += bytes;
  used_by_lane_[lane] += bytes;
  return {this, lane, bytes};
}

Credits::Hold Credits::Charge(uint32_t lane, uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  used_ += bytes;
  used_by_lane_[lane] += bytes;
  return {this, lane, bytes};
}

void Credits::Return(uint32_t lane, uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    assert(used_ >= bytes && used_by_lane_[lane] >= bytes && "credits are given back once");
    used_ -= bytes;
    used_by_lane_[lane] -= bytes;
  }
  returned_.notify_all();  // waiters want different amounts, so any of them may fit
}

void Credits::Queue(uint32_t lane) {
  const std::lock_guard lock(mutex_);
  ++queued_by_lane_[lane];
}

void Credits::Done(uint32_t lane) {
  {
    const std::lock_guard lock(mutex_);
    assert(queued_by_lane_[lane] > 0 && "what is done was queued");
    if (--queued_by_lane_[lane] != kAhead - 1) return;
  }
  worked_.notify_all();
}

void Credits::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  worked_.notify_all();
  returned_.notify_all();
}

bool Credits::wanted() const {
  const std::lock_guard lock(mutex_);
  return waiting_ > 0;
}

uint64_t Credits::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

}  // namespace weir::graph

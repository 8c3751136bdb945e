#include "graph/credits.hpp"

#include <cassert>

namespace weir::graph {

Credits::Hold Credits::Take(uint32_t lane, uint64_t bytes) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  lanes_[lane].worked.wait(lock, [&] { return stopped_ || !HasEnough(lanes_[lane]); });
  returned_.wait(lock, [&] { return stopped_ || Fits(lane, bytes); });
  --waiting_;
  if (stopped_) return {};
  used_ += bytes;
  lanes_[lane].used += bytes;
  return {this, lane, bytes};
}

Credits::Hold Credits::Charge(uint32_t lane, uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  used_ += bytes;
  lanes_[lane].used += bytes;
  return {this, lane, bytes};
}

void Credits::Return(uint32_t lane, uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    assert(used_ >= bytes && lanes_[lane].used >= bytes && "credits are given back once");
    used_ -= bytes;
    lanes_[lane].used -= bytes;
  }
  returned_.notify_all();  // waiters want different amounts, so any of them may fit
}

void Credits::Queue(uint32_t lane) {
  const std::lock_guard lock(mutex_);
  ++lanes_[lane].queued;
  ++queued_;
}

void Credits::Done(uint32_t lane) {
  {
    const std::lock_guard lock(mutex_);
    assert(lanes_[lane].queued > 0 && "what is done was queued");
    --lanes_[lane].queued;
    --queued_;
    // Readers of other lanes look again when their own lane has worked: it has something to do.
    if (HasEnough(lanes_[lane])) return;
  }
  lanes_[lane].worked.notify_all();
}

void Credits::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  for (Lane& lane : lanes_) lane.worked.notify_all();
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

// Memory that all objects of a process share while bytes are on their way: whoever gets none waits or makes do with less.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

namespace weir::store::s3 {

class Budget {
 public:
  explicit Budget(uint64_t bytes) : free_(static_cast<int64_t>(bytes)), all_(free_) {}

  // Part of the budget; goes back with this.
  class Grant {
   public:
    Grant() = default;
    Grant(Budget& budget, uint64_t bytes) : budget_(&budget), bytes_(bytes) {}
    Grant(Grant&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Grant& operator=(Grant&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Grant() {
      if (budget_ != nullptr) budget_->Return(bytes_);
    }
    explicit operator bool() const { return budget_ != nullptr; }
    // Takes over what another one of the same budget has.
    void Join(Grant&& other) {
      if (std::exchange(other.budget_, nullptr) != nullptr) bytes_ += other.bytes_;
    }
    uint64_t bytes() const { return budget_ == nullptr ? 0 : bytes_; }

   private:
    Budget* budget_ = nullptr;
    uint64_t bytes_ = 0;
  };

  // Empty when there is not enough.  [any]
  Grant Try(uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    if (free_ < static_cast<int64_t>(bytes)) return {};
    free_ -= static_cast<int64_t>(bytes);
    return {*this, bytes};
  }
  // Waits, looking at `cancelled`; empty when that came first.  More than there is goes alone.  [io]
  template <class Cancelled>
  Grant Wait(uint64_t bytes, const Cancelled& cancelled) {
    std::unique_lock lock(mutex_);
    while (free_ < static_cast<int64_t>(bytes) && free_ < all_) {
      returned_.wait_for(lock, std::chrono::milliseconds(200));
      if (cancelled()) return {};
    }
    free_ -= static_cast<int64_t>(bytes);
    return {*this, bytes};
  }

 private:
  void Return(uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    free_ += static_cast<int64_t>(bytes);
    returned_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable returned_;
  int64_t free_;
  const int64_t all_;
};

}  // namespace weir::store::s3

// Bounds how many bytes are inside the graph, and how far a lane's readers are ahead of it.  Only readers wait on it: a node that
// waited could be the one whose release it waits for.  What a transform makes beyond its input is charged without waiting, so that the next reader waits a little longer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace weir::graph {

class Credits {
 public:
  // A number of bytes that are taken until it is destroyed.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept : credits_(std::exchange(other.credits_, nullptr)), lane_(other.lane_), bytes_(other.bytes_) {}
    Hold& operator=(Hold&& other) noexcept {
      std::swap(credits_, other.credits_);
      std::swap(lane_, other.lane_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Hold() {
      if (credits_ != nullptr) credits_->Return(lane_, bytes_);
    }
    explicit operator bool() const { return credits_ != nullptr; }
    uint64_t bytes() const { return bytes_; }

   private:
    friend class Credits;
    Hold(Credits* credits, uint32_t lane, uint64_t bytes) : credits_(credits), lane_(lane), bytes_(bytes) {}
    Credits* credits_ = nullptr;
    uint32_t lane_ = 0;
    uint64_t bytes_ = 0;
  };

  // Every lane may always have `share` bytes, so a lane that is stuck with all the rest can't stop the others.
  Credits(uint64_t pool, uint32_t lanes, uint64_t share) : pool_(pool), share_(share), lanes_(lanes) {}

  // Waits until the bytes fit and the lane has not enough to do already; more bytes than the pool has fit into an empty pool.  An empty
  // hold means that Stop was called.  [io]
  Hold Take(uint32_t lane, uint64_t bytes);
  // Takes them at once.  [any]
  Hold Charge(uint32_t lane, uint64_t bytes);
  // A batch was put before a station of the lane, and a station is done with one.  [any]
  void Queue(uint32_t lane);
  void Done(uint32_t lane);
  // Lets every waiter go with nothing, now and later.  [any]
  void Stop();
  uint64_t used() const;
  uint64_t pool() const { return pool_; }
  // Whether somebody waits in Take.
  bool wanted() const;

 private:
  struct Lane {
    uint64_t used = 0;    // bytes
    uint32_t queued = 0;  // batches, each as often as there are stations that have to work on it
    std::condition_variable worked;
  };

  // So many batches before a lane's stations are enough: what a reader that is further ahead has filled leaves the caches before it is
  // read, and takes memory that nobody has touched yet.  While other lanes have little to do, their threads work on this lane's columns,
  // and it uses up what it has sooner: then it may have more.
  static constexpr uint32_t kAhead = 2, kMostAhead = 4;

  bool HasEnough(const Lane& lane) const {
    return lane.queued >= kMostAhead || (lane.queued >= kAhead && queued_ >= kAhead * lanes_.size());
  }
  bool Fits(uint32_t lane, uint64_t bytes) const { return used_ + bytes <= pool_ || used_ == 0 || lanes_[lane].used + bytes <= share_; }
  void Return(uint32_t lane, uint64_t bytes);

  const uint64_t pool_, share_;
  mutable std::mutex mutex_;
  std::condition_variable returned_;  // bytes
  uint64_t used_ = 0;                 // bytes
  uint64_t queued_ = 0;               // batches
  std::vector<Lane> lanes_;
  int waiting_ = 0;
  bool stopped_ = false;
};

}  // namespace weir::graph

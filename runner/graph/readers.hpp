// The IO threads: one per source finds its splits, the others read them, each split on one lane.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "epoch/state.hpp"
#include "graph/reader.hpp"

namespace weir::graph {

class Readers {
 public:
  struct Source {
    Node* node = nullptr;
    uint64_t identity = 0;
    std::vector<LaneNode*> lanes;
  };

  Readers(Runtime& runtime, Bookmarks& bookmarks, epoch::State& state, uint32_t lanes, frame::Limits limits);
  ~Readers();  // waits for the threads; cancel the runtime first unless done()

  void Start(std::vector<Source> sources, uint32_t threads);
  // Every split that was found has been read, and no more will be found.
  bool done() const;
  // Takes no further splits.  Those being read stop at the gate.
  void StopTaking();

  uint64_t already_read() const { return already_read_; }

 private:
  struct Found {
    const Source* source;
    std::shared_ptr<const Split> split;
    epoch::Bookmark bookmark;
  };
  void Discover(const Source& source);
  weir_code OnFound(const Source& source, const weir_split& split);
  bool IsNew(const Source& source, std::string_view id);
  void Read();
  void ReadMoreAtOnce();
  uint32_t FreestLane();

  Runtime& runtime_;
  Bookmarks& bookmarks_;
  epoch::State& state_;
  const frame::Limits limits_;
  std::vector<Source> sources_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Found> queue_;
  std::unordered_set<epoch::SplitKey, epoch::SplitKeyHash> named_;
  std::vector<uint32_t> reading_on_lane_;
  size_t discovering_ = 0, reading_ = 0;
  bool stopped_ = false;
  std::atomic<uint64_t> already_read_{0};
  std::vector<std::jthread> threads_;
  std::vector<std::jthread> more_threads_;  // for remote splits; begun by those that discover, which end first
};

}  // namespace weir::graph

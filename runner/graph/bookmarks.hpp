// How far each split has been put into the graph.  Moves only inside the gate, so at a drained graph it says exactly what the sinks
// were given.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "epoch/records.hpp"
#include "graph/batch.hpp"

namespace weir::graph {

struct DamagedSplit {
  std::string id, reason;
};

class Bookmarks {
 public:
  void Move(uint64_t source, const Split& split, std::string position);
  // All there is of this version has been read, up to `position`.
  void Finish(uint64_t source, const Split& split, std::string position);
  // The same, because it can't be read on.  Without `keep` it is not remembered: another run may have more luck.
  void Damage(uint64_t source, const Split& split, std::string position, std::string reason, bool keep);
  // Something that is no split of its own went wrong: an object that changed.
  void Report(std::string id, std::string reason);

  // What moved since the last time.
  std::vector<epoch::SplitProgress> TakeMoved();
  size_t finished_since() const;
  // The first of them, and how many there are in all.
  std::vector<DamagedSplit> damaged() const;
  uint64_t damaged_count() const;

 private:
  void Put(epoch::SplitProgress progress);

  mutable std::mutex mutex_;
  std::map<std::pair<uint64_t, std::string>, epoch::SplitProgress> moved_;
  size_t finished_ = 0;
  std::vector<DamagedSplit> damaged_;
  uint64_t damaged_count_ = 0;
};

}  // namespace weir::graph

#include "graph/bookmarks.hpp"

namespace weir::graph {
namespace {

constexpr uint64_t kKeptDamages = 1000;

}  // namespace

void Bookmarks::Put(epoch::SplitProgress progress) {
  const std::lock_guard lock(mutex_);
  if (progress.finished) ++finished_;
  std::pair key(progress.source, progress.id);
  moved_.insert_or_assign(std::move(key), std::move(progress));
}

void Bookmarks::Move(uint64_t source, const Split& split, std::string position) {
  Put({source, split.id, split.version, std::move(position), false, false});
}

void Bookmarks::Finish(uint64_t source, const Split& split, std::string position) {
  Put({source, split.id, split.version, std::move(position), true, false});
}

void Bookmarks::Damage(uint64_t source, const Split& split, std::string position, std::string reason, bool keep) {
  // Without a version nothing would ever tell that there is another one of that name.
  if (keep) Put({source, split.id, split.version, std::move(position), !split.version.empty(), true});
  Report(split.id, std::move(reason));
}

void Bookmarks::Report(std::string id, std::string reason) {
  const std::lock_guard lock(mutex_);
  if (++damaged_count_ <= kKeptDamages) damaged_.push_back({std::move(id), std::move(reason)});
}

std::vector<epoch::SplitProgress> Bookmarks::TakeMoved() {
  const std::lock_guard lock(mutex_);
  std::vector<epoch::SplitProgress> moved;
  moved.reserve(moved_.size());
  for (auto& [key, progress] : moved_) moved.push_back(std::move(progress));
  moved_.clear();
  finished_ = 0;
  return moved;
}

size_t Bookmarks::finished_since() const {
  const std::lock_guard lock(mutex_);
  return finished_;
}

std::vector<DamagedSplit> Bookmarks::damaged() const {
  const std::lock_guard lock(mutex_);
  return damaged_;
}

uint64_t Bookmarks::damaged_count() const {
  const std::lock_guard lock(mutex_);
  return damaged_count_;
}

}  // namespace weir::graph

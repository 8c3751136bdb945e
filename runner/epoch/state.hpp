// What a pipeline remembers between runs: one folder with a lock and a SQLite database.  Two transactions an epoch, Record and
// Confirm, are all that ever moves a bookmark.
//
// A database may hold several generations.  A generation is a state_id with its bookmarks: when a pipeline is pointed at sinks that
// none of the generations has written to, it starts a new one from nothing, and the old ones stay for when their sinks come back.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "epoch/records.hpp"
#include "weir/status.hpp"

namespace weir::epoch {

class Database;

// Where a split stands in the tables.
SplitKey KeyOf(uint64_t source, std::string_view id);

class State {
 public:
  // Opens or makes the database and finds the generation of these sinks, or begins a new one.
  static Result<std::unique_ptr<State>> Open(const std::string& folder, const std::vector<SinkIdentity>& sinks);
  ~State();
  // Lets every generation end: the next run begins a new one and reads everything again.  What was written stays.
  static Status Reset(const std::string& folder);

  const std::string& state_id() const { return state_id_; }
  bool is_new() const { return is_new_; }
  // Sinks that this generation had not written to before.
  const std::vector<std::string>& new_sinks() const { return new_sinks_; }
  uint64_t last_epoch() const { return last_epoch_; }
  // The epoch that was recorded and not confirmed, if the last run died there.
  std::optional<uint64_t> prepared() const { return prepared_; }
  uint64_t known_splits() const;

  // What the bookmarks say about a split.  For all but New, `position` is where it was left.  [any]
  Result<Seen> Look(uint64_t source, std::string_view id, std::string_view version, std::string* position);

  Status Record(const EpochRecord& epoch);
  Status Confirm(uint64_t epoch);

  // Receipts of the epoch that is prepared, and those that a rewind wants taken back with the next epoch.
  Result<std::vector<Receipt>> Receipts(Receipt::State state);
  Result<std::vector<Snapshot>> Snapshots();
  // The pipeline of the newest epoch, as it ran.
  Result<std::string> RecordedPipeline();

  // Puts every bookmark back to where it was after `epoch`; what the epochs since then wrote is taken back when the next one commits.
  Status Rewind(uint64_t epoch);
  Result<std::vector<EpochRow>> Epochs();
  Status EachSplit(const std::function<void(const SplitRow&)>& row);
  Status AddRun(const RunRecord& run);
  Result<std::vector<RunRecord>> Runs();

 private:
  explicit State(std::string folder);
  Status OpenDatabase();
  Status FindGeneration(const std::vector<SinkIdentity>& sinks);
  Status LoadSplits();
  Status PutSplits(const EpochRecord& epoch);
  Status Compact(uint64_t epoch);

  std::string folder_;
  std::unique_ptr<Database> db_;
  std::string state_id_;
  int64_t generation_ = 0;
  bool is_new_ = false;
  std::vector<std::string> new_sinks_;
  uint64_t last_epoch_ = 0;
  std::optional<uint64_t> prepared_;
  // Millions of splits may be known, so only this much of each is in memory.
  struct Known {
    uint64_t version;  // hash of it
    bool finished;
  };
  mutable std::shared_mutex mutex_;  // discovery looks while an epoch is recorded
  std::unordered_map<SplitKey, Known, SplitKeyHash> known_;
};

// Where the states of all pipelines are: $WEIR_STATE, else $STATE_DIRECTORY, else /var/lib/weir for root, else $XDG_STATE_HOME/weir.
std::string StateRoot();
// The folder of one pipeline whose sources have this identity.
std::string StateFolder(const std::string& root, const std::string& pipeline, const std::string& identity);

}  // namespace weir::epoch

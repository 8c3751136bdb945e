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
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "epoch/records.hpp"
#include "weir/status.hpp"

namespace weir::epoch {

class Database;
class Statement;

// Where a split stands in the tables.
SplitKey KeyOf(uint64_t source, std::string_view id);

class State {
 public:
  // Opens or makes the database and finds the generation of these sinks, or begins a new one.  What is damaged, or older than it was
  // once, is refused.
  static Result<std::unique_ptr<State>> Open(const std::string& folder, const std::vector<SinkIdentity>& sinks);
  ~State();

  const std::string& state_id() const { return state_id_; }
  bool is_new() const { return is_new_; }
  // Sinks that this generation had not written to before.
  const std::vector<std::string>& new_sinks() const { return new_sinks_; }
  uint64_t last_epoch() const { return newest_.number; }
  // The epoch that was recorded and not confirmed, if the last run died there.
  std::optional<uint64_t> prepared() const { return prepared_; }
  // Where a rewind must go to give that epoch up: what a repair wrote goes with the epoch it repaired.
  uint64_t before_prepared() const { return (newest_.repairs != 0 ? newest_.repairs : newest_.number) - 1; }
  uint64_t known_splits() const;

  // The folder was copied or brought back from elsewhere, so it may be older than what its sinks wrote.
  bool moved() const { return moved_; }
  // What tells, while nothing is committed, that there was another state in this folder which is gone: paths.
  const std::vector<std::string>& lost() const { return lost_; }
  // Whoever asked the sinks about either is content: from now on this is the state of this folder.
  Status Settle();

  // What the bookmarks say about a split.  [any]
  Result<Bookmark> Look(uint64_t source, std::string_view id, std::string_view version) const;

  // Whether they say anything about a split.  [any]
  bool Knows(uint64_t source, std::string_view id) const;

  // What part of its sources a run began to take, and did not end; empty: nothing that is not ended.
  const std::string& window() const { return window_; }
  // A run begins to take it; empty: it has ended.
  Status SetWindow(const std::string& window);

  Status Record(const EpochRecord& epoch);
  Status Confirm(uint64_t epoch);

  // Receipts of the epoch that is prepared, and those that a rewind or a repair wants taken back with the next epoch.
  Result<std::vector<Receipt>> Receipts(ReceiptState state) const;
  // What stateful nodes begin with.
  Result<std::vector<Snapshot>> Snapshots() const;
  // The pipeline and the ledger of the newest epoch, as it ran.
  const std::string& recorded_pipeline() const { return newest_.pipeline; }
  int64_t recorded_now() const { return newest_.now_ns; }
  const std::string& recorded_ledger() const { return newest_.ledger; }
  // What the newest epoch did to its splits.
  Result<std::vector<SplitProgress>> NewestSplits() const;

  // Lets this generation end: the next run begins a new one and reads everything again.  What was written stays.
  Status Reset();
  // Puts every bookmark back to where it was after epoch `to`; what the epochs since then wrote is taken back when the next one commits,
  // but by the sinks that can't take back.  Also gives up an epoch that is prepared.
  Status Rewind(uint64_t to, const std::set<std::string>& sinks_that_cannot = {});

  // Calls the prepared epoch committed, but for these sinks: what it wrote to them is to be taken back and written again.  From then on
  // the bookmarks are those of a repair: splits read from where that epoch began to where it ended, and Record moves none of them.
  Status BeginRepair(const std::set<std::string>& sinks);
  const std::optional<Owed>& owed() const { return owed_; }
  // OK when `read` is all that the epoch had read.
  Status CheckRepaired(const std::vector<SplitProgress>& read) const;

  Result<std::vector<EpochRow>> Epochs() const;
  Status EachSplit(const std::function<void(const SplitRow&)>& row) const;
  Status AddRun(const RunRecord& run);
  Result<std::vector<RunRecord>> Runs() const;

 private:
  // The row of an epoch.
  struct Epoch {
    uint64_t number = 0;
    int64_t at_ns = 0, now_ns = 0;
    std::string pipeline, ledger;
    bool final = false;
    uint64_t repairs = 0, receipts = 0, snapshots = 0, splits = 0, splits_sum = 0;

    uint64_t sum() const;
  };
  // Millions of splits may be known, so only this much of each is in memory.
  struct Known {
    uint64_t version;  // hash of it
    uint64_t sum;
    bool finished;
  };
  struct Splits {
    std::unordered_map<SplitKey, Known, SplitKeyHash> known;
    uint64_t sum = 0;  // of all of them, by xor: the order is no matter
  };
  // What a repair reads of a split.
  struct Span {
    std::string id, from, until;
  };

  explicit State(std::string folder);
  Status OpenDatabase();
  Status FindGeneration(const std::vector<SinkIdentity>& sinks);
  Status LoadNewest();
  Status LoadOwed();
  Status CallWitness();
  Result<Splits> ReadSplits() const;
  Status CheckSplits(const Splits& splits, const Epoch& epoch) const;
  Status PutSplits(const EpochRecord& record);
  template <class Piece>
  Status PutPieces(const char* sql, uint64_t epoch, const std::vector<Piece>& pieces);
  template <class Piece>
  Result<std::vector<Piece>> ReadPieces(Statement& read) const;
  Status PutEpoch(const Epoch& epoch, std::string_view phase);
  Status CarrySnapshots(uint64_t from, uint64_t to);
  Status CanRewindTo(uint64_t epoch) const;
  Result<Epoch> LastThatCounts(uint64_t epoch) const;
  Status UndoEpoch(uint64_t epoch);
  Status KeepReceipts(uint64_t after, const std::set<std::string>& sinks);
  Status Compact(uint64_t epoch);
  Result<uint64_t> Count(const char* sql, uint64_t epoch) const;

  std::string folder_;
  std::unique_ptr<Database> db_;
  std::string state_id_, window_;
  int64_t generation_ = 0;
  bool is_new_ = false, moved_ = false;
  std::vector<std::string> lost_;
  std::vector<std::string> new_sinks_;
  Epoch newest_;
  std::optional<uint64_t> prepared_;
  mutable std::shared_mutex mutex_;  // discovery looks while an epoch is recorded
  Splits splits_;
  std::optional<Owed> owed_;
  std::unordered_map<SplitKey, Span, SplitKeyHash> spans_;
};

// Where the states of all pipelines are: $WEIR_STATE, else $STATE_DIRECTORY, else /var/lib/weir for root, else $XDG_STATE_HOME/weir.
std::string StateRoot();
// The folder of one pipeline whose sources have this identity.
std::string StateFolder(const std::string& root, const std::string& pipeline, const std::string& identity);

}  // namespace weir::epoch

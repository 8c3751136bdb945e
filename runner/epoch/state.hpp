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

#include "weir/status.hpp"

struct sqlite3;

namespace weir::epoch {

// The lock of a state folder, held until it is destroyed.
class StateLock {
 public:
  // Makes the folder too.  When another run holds it: WEIR_E_RETRY, with who.
  static Result<StateLock> Take(const std::string& folder);
  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&&) = delete;
  ~StateLock();

 private:
  explicit StateLock(int fd) : fd_(fd) {}
  int fd_;
};

struct SinkIdentity {
  std::string node, identity;
};

// How far a split that is not finished has been committed.
struct Position {
  std::string version, bytes;
};

// What an epoch did to one split.
struct SplitProgress {
  uint64_t source = 0;  // hash of the source's identity, so that a node may be renamed
  std::string id, version, position;
  bool finished = false, damaged = false;
};

struct Receipt {
  std::string node;
  uint32_t lane = 0;
  std::string bytes;
};

struct Snapshot {
  std::string node;
  uint32_t lane = 0;
  std::string bytes;
};

struct EpochRecord {
  uint64_t number = 0;
  std::string pipeline;  // as run: parameters filled in, secrets as references
  std::string ledger;
  std::vector<SplitProgress> splits;
  std::vector<Receipt> receipts;
  std::vector<Snapshot> snapshots;
};

struct RunRecord {
  int64_t started_ns = 0, ended_ns = 0;
  std::string status;
  int exit_code = 0;
  uint64_t read = 0, written = 0, rejected = 0, bytes = 0;
};

// One finished split as kept in memory: 24 bytes, as there may be millions.
struct SplitKey {
  uint64_t low, high;
  bool operator==(const SplitKey&) const = default;
};
struct SplitKeyHash {
  size_t operator()(const SplitKey& key) const { return key.low; }
};

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

  Result<std::vector<Receipt>> Unconfirmed();
  Result<std::vector<Snapshot>> Snapshots();

  enum class Seen { New, Resumed, Finished, Changed };
  // What the bookmarks say about a split; for Resumed, `position` is where to go on.  [any]
  Seen Look(uint64_t source, std::string_view id, std::string_view version, std::string* position) const;

  Status Record(const EpochRecord& epoch);
  Status Confirm(uint64_t epoch);
  Status AddRun(const RunRecord& run);
  uint64_t finished_splits() const { return finished_.size(); }

 private:
  class Statement;
  explicit State(std::string folder) : folder_(std::move(folder)) {}
  Status OpenDatabase();
  Status Execute(const char* sql);
  Status Error(std::string_view doing) const;
  Status CreateTables();
  Status FindGeneration(const std::vector<SinkIdentity>& sinks);
  Status LoadSplits();
  Status InTransaction(const std::function<Status()>& body);
  Status PutSplits(const EpochRecord& epoch);

  std::string folder_;
  sqlite3* db_ = nullptr;
  std::string state_id_;
  int64_t generation_ = 0;
  bool is_new_ = false;
  std::vector<std::string> new_sinks_;
  uint64_t last_epoch_ = 0;
  std::optional<uint64_t> prepared_;
  mutable std::shared_mutex mutex_;  // over what follows: discovery looks while an epoch is recorded
  std::unordered_map<SplitKey, uint64_t, SplitKeyHash> finished_;  // → hash of the version
  std::unordered_map<SplitKey, Position, SplitKeyHash> positions_;
};

// Where the states of all pipelines are: $WEIR_STATE, else $STATE_DIRECTORY, else /var/lib/weir for root, else $XDG_STATE_HOME/weir.
std::string StateRoot();
// The folder of one pipeline whose sources have this identity.
std::string StateFolder(const std::string& root, const std::string& pipeline, const std::string& identity);

}  // namespace weir::epoch

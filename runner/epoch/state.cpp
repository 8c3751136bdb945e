#include "epoch/state.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cassert>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <random>

#include "epoch/database.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::epoch {
namespace {

// How many epochs can be rewound; what older ones changed is forgotten.
constexpr uint64_t kRewindable = 100;
constexpr uint64_t kKeptEpochs = 1000;
constexpr uint64_t kKeptRuns = 1000;
constexpr uint64_t kLastEpoch = uint64_t{1} << 62;  // so that those that follow have numbers too

int64_t Now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// A random UUID (RFC 9562, version 4).
std::string NewStateId() {
  std::random_device random;
  uint64_t high = uint64_t{random()} << 32 | random();
  uint64_t low = uint64_t{random()} << 32 | random();
  high = (high & ~uint64_t{0xf000}) | 0x4000;
  low = (low & ~(uint64_t{3} << 62)) | uint64_t{1} << 63;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48,
                     low & 0xffffffffffff);
}

bool IsStateId(std::string_view text) { return text.size() == 36 && text.find_first_not_of("0123456789abcdef-") == std::string_view::npos; }

uint64_t VersionHash(std::string_view version) { return XXH3_64bits(version.data(), version.size()); }

uint64_t Before(uint64_t epoch, uint64_t count) { return epoch > count ? epoch - count : 0; }

}  // namespace

SplitKey KeyOf(uint64_t source, std::string_view id) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(id.data(), id.size(), source);
  return {hash.low64, hash.high64};
}

State::State(std::string folder) : folder_(std::move(folder)) {}
State::~State() = default;

Status State::OpenDatabase() {
  db_ = std::make_unique<Database>(folder_ + "/state.db");
  return db_->Open();
}

Result<std::unique_ptr<State>> State::Open(const std::string& folder, const std::vector<SinkIdentity>& sinks) {
  std::unique_ptr<State> state(new State(folder));
  Status status = state->OpenDatabase();
  if (status.ok()) status = state->FindGeneration(sinks);
  if (status.ok()) status = state->LoadSplits();
  if (!status.ok()) return status;
  return state;
}

Status State::Reset(const std::string& folder) {
  State state(folder);
  if (Status status = state.OpenDatabase(); !status.ok()) return status;
  {
    Statement prepared(*state.db_, "SELECT number FROM epoch WHERE phase = 'prepared'");
    if (prepared.Step())
      return Status::Retry(
          fmt::format("epoch {} is recorded and not committed yet; run the pipeline first, so that it is", prepared.Int(0)));
    if (Status status = prepared.Ended("read the epochs in"); !status.ok()) return status;
  }
  return state.db_->Execute("DELETE FROM sink");
}

// The newest generation that wrote to any of these sinks.  Sinks it did not know join it.
Status State::FindGeneration(const std::vector<SinkIdentity>& sinks) {
  for (const SinkIdentity& sink : sinks) {
    Statement find(*db_, "SELECT MAX(generation) FROM sink WHERE node = ? AND identity = ?");
    if (!find.Bind(sink.node).Bind(sink.identity).Step()) return find.Ended("read the sinks in");
    generation_ = std::max(generation_, find.Int(0));
  }
  is_new_ = generation_ == 0;
  return db_->InTransaction([&]() -> Status {
    if (is_new_) {
      Statement add(*db_, "INSERT INTO generation(state_id, created) VALUES(?, ?)");
      if (Status status = add.Bind(NewStateId()).Bind(Now()).Run("begin a generation in"); !status.ok()) return status;
      generation_ = db_->last_row();
    }
    Statement id(*db_, "SELECT state_id FROM generation WHERE id = ?");
    if (!id.Bind(generation_).Step()) return Status::Fatal(folder_ + "/state.db names a generation that it does not have");
    state_id_ = id.Bytes(0);
    // It becomes the name of folders.
    if (!IsStateId(state_id_)) return Status::Fatal(folder_ + "/state.db holds a state id that is none; restore it from a backup");
    for (const SinkIdentity& sink : sinks) {
      Statement known(*db_, "SELECT 1 FROM sink WHERE generation = ? AND node = ? AND identity = ?");
      if (known.Bind(generation_).Bind(sink.node).Bind(sink.identity).Step()) continue;
      new_sinks_.push_back(sink.node);
      Statement add(*db_, "INSERT OR REPLACE INTO sink(generation, node, identity) VALUES(?, ?, ?)");
      if (Status status = add.Bind(generation_).Bind(sink.node).Bind(sink.identity).Run("note a sink in"); !status.ok()) return status;
    }
    Statement last(*db_, "SELECT number, phase FROM epoch WHERE generation = ? ORDER BY number DESC LIMIT 1");
    if (last.Bind(generation_).Step()) {
      last_epoch_ = static_cast<uint64_t>(last.Int(0));
      if (last_epoch_ > kLastEpoch)
        return Status::Fatal(folder_ + "/state.db holds an epoch whose number is none; restore it from a backup");
      if (last.Bytes(1) == "prepared") prepared_ = last_epoch_;
      return {};
    }
    return last.Ended("read the epochs in");
  });
}

Status State::LoadSplits() {
  const std::lock_guard lock(mutex_);
  known_.clear();
  Statement read(*db_, "SELECT key, version, finished FROM split WHERE generation = ?");
  read.Bind(generation_);
  while (read.Step()) {
    Result<SplitKey> key = read.Key(0);
    if (!key.ok()) return key.status();
    known_[*key] = {VersionHash(read.Bytes(1)), read.Int(2) != 0};
  }
  return read.Ended("read the splits in");
}

uint64_t State::known_splits() const {
  const std::shared_lock lock(mutex_);
  return known_.size();
}

Result<Seen> State::Look(uint64_t source, std::string_view id, std::string_view version, std::string* position) {
  const SplitKey key = KeyOf(source, id);
  Known known{};
  {
    const std::shared_lock lock(mutex_);
    const auto it = known_.find(key);
    if (it == known_.end()) return Seen::New;
    known = it->second;
  }
  const bool same = known.version == VersionHash(version);
  if (same && known.finished) return Seen::Finished;
  Statement read(*db_, "SELECT position FROM split WHERE generation = ? AND key = ?");
  if (!read.Bind(generation_).Bind(key).Step()) return Status::Fatal(folder_ + "/state.db has lost a split that it had");
  *position = read.Bytes(0);
  return same ? Seen::Resumed : Seen::Changed;
}

Result<std::vector<Receipt>> State::Receipts(Receipt::State state) {
  std::vector<Receipt> receipts;
  Statement read(*db_, "SELECT node, lane, bytes FROM receipt WHERE generation = ? AND state = ? ORDER BY epoch, number");
  read.Bind(generation_).Bind(int64_t{state});
  while (read.Step()) receipts.push_back({std::string(read.Bytes(0)), static_cast<uint32_t>(read.Int(1)), std::string(read.Bytes(2))});
  if (Status status = read.Ended("read the receipts in"); !status.ok()) return status;
  return receipts;
}

Result<std::vector<Snapshot>> State::Snapshots() {
  std::vector<Snapshot> snapshots;
  Statement read(*db_, "SELECT node, lane, bytes FROM snapshot WHERE generation = ? AND epoch = ? ORDER BY number");
  read.Bind(generation_).Bind(last_epoch_);
  while (read.Step()) snapshots.push_back({std::string(read.Bytes(0)), static_cast<uint32_t>(read.Int(1)), std::string(read.Bytes(2))});
  if (Status status = read.Ended("read the snapshots in"); !status.ok()) return status;
  return snapshots;
}

Result<std::string> State::RecordedPipeline() {
  Statement read(*db_, "SELECT pipeline FROM epoch WHERE generation = ? AND number = ?");
  if (read.Bind(generation_).Bind(last_epoch_).Step()) return std::string(read.Bytes(0));
  if (Status status = read.Ended("read the epochs in"); !status.ok()) return status;
  return std::string();
}

Status State::PutSplits(const EpochRecord& epoch) {
  Statement remember(
      *db_,
      "INSERT OR IGNORE INTO undo(generation, epoch, key, version, position, finished, damaged, was) "
      "SELECT ?1, ?2, ?3, version, position, finished, damaged, epoch FROM split WHERE generation = ?1 AND key = ?3 "
      "UNION ALL SELECT ?1, ?2, ?3, NULL, NULL, NULL, NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM split WHERE generation = ?1 AND key = ?3)");
  Statement put(
      *db_,
      "INSERT OR REPLACE INTO split(generation, key, id, version, position, finished, damaged, epoch) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  for (const SplitProgress& split : epoch.splits) {
    const SplitKey key = KeyOf(split.source, split.id);
    if (Status s = remember.Bind(generation_).Bind(epoch.number).Bind(key).Run("keep a position in"); !s.ok()) return s;
    if (Status s = put.Bind(generation_)
                       .Bind(key)
                       .Bind(split.id)
                       .Bind(split.version)
                       .BindBlob(split.position)
                       .Bind(int64_t{split.finished})
                       .Bind(int64_t{split.damaged})
                       .Bind(epoch.number)
                       .Run("move a position in");
        !s.ok())
      return s;
  }
  return {};
}

Status State::Record(const EpochRecord& epoch) {
  assert(epoch.number > last_epoch_ && !prepared_ && "epoch numbers never go back, and the one before is committed");
  Status status = db_->InTransaction([&]() -> Status {
    Statement add(*db_, "INSERT INTO epoch(generation, number, at, pipeline, ledger, phase) VALUES(?, ?, ?, ?, ?, 'prepared')");
    if (Status s = add.Bind(generation_).Bind(epoch.number).Bind(Now()).Bind(epoch.pipeline).Bind(epoch.ledger).Run("record an epoch in");
        !s.ok())
      return s;
    if (Status s = PutSplits(epoch); !s.ok()) return s;
    Statement receipt(*db_, "INSERT INTO receipt(generation, epoch, number, node, lane, bytes, state) VALUES(?, ?, ?, ?, ?, ?, 0)");
    uint64_t number = 0;
    for (const Receipt& r : epoch.receipts)
      if (Status s = receipt.Bind(generation_)
                         .Bind(epoch.number)
                         .Bind(number++)
                         .Bind(r.node)
                         .Bind(int64_t{r.lane})
                         .BindBlob(r.bytes)
                         .Run("record a receipt in");
          !s.ok())
        return s;
    Statement snapshot(*db_, "INSERT INTO snapshot(generation, epoch, number, node, lane, bytes) VALUES(?, ?, ?, ?, ?, ?)");
    for (const Snapshot& p : epoch.snapshots)
      if (Status s = snapshot.Bind(generation_)
                         .Bind(epoch.number)
                         .Bind(number++)
                         .Bind(p.node)
                         .Bind(int64_t{p.lane})
                         .BindBlob(p.bytes)
                         .Run("record a snapshot in");
          !s.ok())
        return s;
    return {};
  });
  if (!status.ok()) return status;
  last_epoch_ = epoch.number;
  prepared_ = epoch.number;
  const std::lock_guard lock(mutex_);
  for (const SplitProgress& split : epoch.splits) known_[KeyOf(split.source, split.id)] = {VersionHash(split.version), split.finished};
  return {};
}

Status State::Confirm(uint64_t epoch) {
  Status status = db_->InTransaction([&]() -> Status {
    for (const char* sql : {"UPDATE epoch SET phase = 'committed' WHERE generation = ? AND number = ?",
                            "UPDATE receipt SET state = 1 WHERE generation = ? AND epoch = ?",
                            "DELETE FROM receipt WHERE generation = ? AND epoch <= ? AND state = 2"}) {
      Statement change(*db_, sql);
      if (Status s = change.Bind(generation_).Bind(epoch).Run("confirm an epoch in"); !s.ok()) return s;
    }
    return Compact(epoch);
  });
  if (status.ok()) prepared_.reset();
  return status;
}

// Forgets how to go back further than kRewindable epochs, and that epochs long past ever were.
Status State::Compact(uint64_t epoch) {
  for (const char* sql : {"DELETE FROM undo WHERE generation = ? AND epoch <= ?", "DELETE FROM receipt WHERE generation = ? AND epoch <= ?",
                          "DELETE FROM snapshot WHERE generation = ? AND epoch <= ?"}) {
    Statement forget(*db_, sql);
    if (Status s = forget.Bind(generation_).Bind(Before(epoch, kRewindable)).Run("compact"); !s.ok()) return s;
  }
  Statement drop(*db_, "DELETE FROM epoch WHERE generation = ? AND number <= ?");
  return drop.Bind(generation_).Bind(Before(epoch, kKeptEpochs)).Run("compact");
}

// Undoes the epochs from the newest to the one after `epoch`.  Their numbers are not used again.
Status State::Rewind(uint64_t epoch) {
  if (prepared_)
    return Status::Retry(fmt::format("epoch {} is recorded and not committed yet; run the pipeline first, so that it is", *prepared_));
  if (epoch > last_epoch_ || epoch < Before(last_epoch_, kRewindable))
    return Status::Config(fmt::format("there is no way back to epoch {}: the last one is {}, and the {} before it can be undone", epoch,
                                      last_epoch_, kRewindable));
  Status status = db_->InTransaction([&]() -> Status {
    for (uint64_t undone = last_epoch_; undone > epoch; --undone) {
      for (
          const char* sql :
          {"DELETE FROM split WHERE generation = ?1 AND key IN (SELECT key FROM undo WHERE generation = ?1 AND epoch = ?2 AND version IS NULL)",
           "UPDATE split SET (version, position, finished, damaged, epoch) = (SELECT version, position, finished, damaged, was FROM undo WHERE "
           "undo.generation = ?1 AND undo.epoch = ?2 AND undo.key = split.key) WHERE generation = ?1 AND key IN (SELECT key FROM undo WHERE "
           "generation = ?1 AND epoch = ?2 AND version IS NOT NULL)",
           "DELETE FROM undo WHERE generation = ?1 AND epoch = ?2",
           "UPDATE receipt SET state = 2 WHERE generation = ?1 AND epoch = ?2 AND state = 1",
           "UPDATE epoch SET phase = 'rewound' WHERE generation = ?1 AND number = ?2",
           "DELETE FROM snapshot WHERE generation = ?1 AND epoch = ?2"}) {
        Statement change(*db_, sql);
        if (Status s = change.Bind(generation_).Bind(undone).Run("rewind"); !s.ok()) return s;
      }
    }
    // Stateful nodes go on from what they knew then.
    Statement carry(*db_, "UPDATE snapshot SET epoch = ?3 WHERE generation = ?1 AND epoch = ?2");
    return carry.Bind(generation_).Bind(epoch).Bind(last_epoch_).Run("rewind");
  });
  return status.ok() ? LoadSplits() : status;
}

Result<std::vector<EpochRow>> State::Epochs() {
  std::vector<EpochRow> epochs;
  Statement read(
      *db_,
      "SELECT number, at, phase, ledger, (SELECT COUNT(*) FROM receipt r WHERE r.generation = e.generation AND r.epoch = e.number) "
      "FROM epoch e WHERE generation = ? ORDER BY number");
  read.Bind(generation_);
  while (read.Step())
    epochs.push_back({static_cast<uint64_t>(read.Int(0)), read.Int(1), std::string(read.Bytes(2)), std::string(read.Bytes(3)),
                      static_cast<uint64_t>(read.Int(4)), static_cast<uint64_t>(read.Int(0)) >= Before(last_epoch_, kRewindable)});
  if (Status status = read.Ended("read the epochs in"); !status.ok()) return status;
  return epochs;
}

Status State::EachSplit(const std::function<void(const SplitRow&)>& row) {
  Statement read(*db_,
                 "SELECT s.id, s.version, s.position, s.finished, s.damaged, s.epoch, COALESCE(e.at, 0) FROM split s LEFT JOIN epoch e ON "
                 "e.generation = s.generation AND e.number = s.epoch WHERE s.generation = ? ORDER BY s.id");
  read.Bind(generation_);
  while (read.Step())
    row({std::string(read.Bytes(0)), std::string(read.Bytes(1)), std::string(read.Bytes(2)), read.Int(3) != 0, read.Int(4) != 0,
         static_cast<uint64_t>(read.Int(5)), read.Int(6)});
  return read.Ended("read the splits in");
}

Status State::AddRun(const RunRecord& run) {
  return db_->InTransaction([&]() -> Status {
    Statement add(
        *db_,
        "INSERT INTO run(generation, started, ended, status, exit, read, written, rejected, bytes, log) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (Status s = add.Bind(generation_)
                       .Bind(run.started_ns)
                       .Bind(run.ended_ns)
                       .Bind(run.status)
                       .Bind(int64_t{run.exit_code})
                       .Bind(run.read)
                       .Bind(run.written)
                       .Bind(run.rejected)
                       .Bind(run.bytes)
                       .Bind(run.log)
                       .Run("note the run in");
        !s.ok())
      return s;
    Statement drop(*db_, "DELETE FROM run WHERE id <= ?");
    return drop.Bind(db_->last_row() - static_cast<int64_t>(kKeptRuns)).Run("compact");
  });
}

Result<std::vector<RunRecord>> State::Runs() {
  std::vector<RunRecord> runs;
  Statement read(*db_, "SELECT id, started, ended, status, exit, read, written, rejected, bytes, log FROM run ORDER BY id");
  while (read.Step())
    runs.push_back({read.Int(0), read.Int(1), read.Int(2), std::string(read.Bytes(3)), std::string(read.Bytes(9)),
                    static_cast<int>(read.Int(4)), static_cast<uint64_t>(read.Int(5)), static_cast<uint64_t>(read.Int(6)),
                    static_cast<uint64_t>(read.Int(7)), static_cast<uint64_t>(read.Int(8))});
  if (Status status = read.Ended("read the runs in"); !status.ok()) return status;
  return runs;
}

std::string StateRoot() {
  for (const char* name : {"WEIR_STATE", "STATE_DIRECTORY"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  if (::geteuid() == 0) return "/var/lib/weir";
  if (const char* value = std::getenv("XDG_STATE_HOME"); value != nullptr && *value != '\0') return std::string(value) + "/weir";
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/state/weir";
}

std::string StateFolder(const std::string& root, const std::string& pipeline, const std::string& identity) {
  std::string name;
  for (const char c : pipeline) name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ? c : '_';
  return fmt::format("{}/{}-{:016x}", root, name, XXH3_64bits(identity.data(), identity.size()));
}

}  // namespace weir::epoch

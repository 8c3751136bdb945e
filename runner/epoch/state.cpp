#include "epoch/state.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cassert>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>

#include "epoch/database.hpp"
#include "epoch/sum.hpp"
#include "epoch/witness.hpp"

namespace weir::epoch {
namespace {

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

// Of receipts and snapshots, which lie under a number.
uint64_t SumOf(uint64_t number, std::string_view node, uint32_t lane, std::string_view bytes) {
  return Sum().Add(number).Add(node).Add(uint64_t{lane}).Add(bytes).value();
}

uint64_t SumOf(const SplitProgress& split, const SplitKey& key, uint64_t epoch) {
  return SplitSum(key, split.id, split.version, split.position, split.finished, split.damaged, epoch);
}

}  // namespace

uint64_t State::Epoch::sum() const {
  return Sum()
      .Add(number)
      .Add(static_cast<uint64_t>(at_ns))
      .Add(static_cast<uint64_t>(now_ns))
      .Add(pipeline)
      .Add(ledger)
      .Add(uint64_t{final})
      .Add(repairs)
      .Add(receipts)
      .Add(snapshots)
      .Add(splits)
      .Add(splits_sum)
      .value();
}

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
  if (status.ok()) status = state->LoadNewest();
  if (status.ok()) status = state->LoadOwed();
  if (status.ok()) status = state->CallWitness();
  if (!status.ok()) return status;
  return state;
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
    Statement id(*db_, "SELECT state_id, window FROM generation WHERE id = ?");
    if (!id.Bind(generation_).Step()) return db_->Damaged("a generation is named that it does not have");
    state_id_ = id.Bytes(0);
    window_ = id.Bytes(1);
    // It becomes the name of folders.
    if (!IsStateId(state_id_)) return db_->Damaged("it holds a state id that is none");
    for (const SinkIdentity& sink : sinks) {
      Statement known(*db_, "SELECT 1 FROM sink WHERE generation = ? AND node = ? AND identity = ?");
      if (known.Bind(generation_).Bind(sink.node).Bind(sink.identity).Step()) continue;
      new_sinks_.push_back(sink.node);
      Statement add(*db_, "INSERT OR REPLACE INTO sink(generation, node, identity) VALUES(?, ?, ?)");
      if (Status status = add.Bind(generation_).Bind(sink.node).Bind(sink.identity).Run("note a sink in"); !status.ok()) return status;
    }
    return {};
  });
}

Result<uint64_t> State::Count(const char* sql, uint64_t epoch) const {
  Statement count(*db_, sql);
  if (!count.Bind(generation_).Bind(epoch).Step()) return count.Ended("count in");
  return static_cast<uint64_t>(count.Int(0));
}

// The newest epoch, and whether all is there that was there when it was recorded.
Status State::LoadNewest() {
  Statement last(*db_,
                 "SELECT number, at, now, pipeline, ledger, final, repairs, receipts, snapshots, splits, splits_sum, sum, phase FROM epoch "
                 "WHERE generation = ? ORDER BY number DESC LIMIT 1");
  if (last.Bind(generation_).Step()) {
    const auto number = [&](int column) { return static_cast<uint64_t>(last.Int(column)); };
    newest_ = {.number = number(0),
               .at_ns = last.Int(1),
               .now_ns = last.Int(2),
               .pipeline = std::string(last.Bytes(3)),
               .ledger = std::string(last.Bytes(4)),
               .final = last.Int(5) != 0,
               .repairs = number(6),
               .receipts = number(7),
               .snapshots = number(8),
               .splits = number(9),
               .splits_sum = number(10)};
    const std::string_view phase = last.Bytes(12);
    if (newest_.sum() != number(11) || newest_.number > kLastEpoch || (phase != "prepared" && phase != "committed" && phase != "rewound"))
      return db_->Damaged(fmt::format("epoch {} is not as it was written", newest_.number));
    if (phase == "prepared") prepared_ = newest_.number;
  } else if (Status status = last.Ended("read the newest epoch in"); !status.ok()) {
    return status;
  }
  const Result<uint64_t> receipts = Count("SELECT COUNT(*) FROM receipt WHERE generation = ? AND epoch = ?", newest_.number);
  if (!receipts.ok()) return receipts.status();
  const Result<uint64_t> snapshots = Count("SELECT COUNT(*) FROM snapshot WHERE generation = ? AND epoch = ?", newest_.number);
  if (!snapshots.ok()) return snapshots.status();
  if (*receipts != newest_.receipts || *snapshots != newest_.snapshots)
    return db_->Damaged(fmt::format("epoch {} has lost receipts or snapshots", newest_.number));
  Result<Splits> splits = ReadSplits();
  if (!splits.ok()) return splits.status();
  if (Status status = CheckSplits(*splits, newest_); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  splits_ = std::move(*splits);
  return {};
}

Result<State::Splits> State::ReadSplits() const {
  Splits splits;
  Statement read(*db_, "SELECT key, version, finished, sum, id, position, damaged, epoch FROM split WHERE generation = ?");
  read.Bind(generation_);
  while (read.Step()) {
    const Result<SplitKey> key = read.Key(0);
    if (!key.ok()) return key.status();
    const auto sum = static_cast<uint64_t>(read.Int(3));
    if (sum !=
        SplitSum(*key, read.Bytes(4), read.Bytes(1), read.Bytes(5), read.Int(2) != 0, read.Int(6) != 0, static_cast<uint64_t>(read.Int(7))))
      return db_->Damaged(fmt::format("the split {} is not as it was written", read.Bytes(4)));
    splits.known[*key] = {VersionHash(read.Bytes(1)), sum, read.Int(2) != 0};
    splits.sum ^= sum;
  }
  if (Status status = read.Ended("read the splits in"); !status.ok()) return status;
  return splits;
}

Status State::CheckSplits(const Splits& splits, const Epoch& epoch) const {
  if (splits.known.size() == epoch.splits && splits.sum == epoch.splits_sum) return {};
  return db_->Damaged(
      fmt::format("it has {} splits, and not those {} that it had after epoch {}", splits.known.size(), epoch.splits, epoch.number));
}

Status State::CallWitness() {
  const Witness witness(folder_, state_id_);
  const Witness::Testimony testimony = witness.Read();
  if (testimony.epoch > newest_.number)
    return Status::Fatal(fmt::format(
        "{}/state.db knows no epoch after {}, but epoch {} was recorded here: it has lost a part or is an older copy. Bring back the newest "
        "one; or remove what the epochs after {} wrote, and then {}",
        folder_, newest_.number, testimony.epoch, newest_.number, witness.path()));
  moved_ = newest_.number > 0 && !testimony.in_place;
  if (newest_.number > 0) return {};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    if (entry.path().extension() != Witness::kEnding) continue;
    Statement known(*db_, "SELECT 1 FROM generation WHERE state_id = ?");
    if (!known.Bind(std::string_view(entry.path().stem().native())).Step()) lost_.push_back(entry.path().string());
  }
  return {};
}

Status State::Settle() {
  for (const std::string& path : lost_) {
    std::error_code error;
    if (!std::filesystem::remove(path, error) && error) return Status::Fatal(fmt::format("remove {}: {}", path, error.message()));
  }
  lost_.clear();
  if (!moved_) return {};
  moved_ = false;
  return Witness(folder_, state_id_).Write(newest_.number);
}

uint64_t State::known_splits() const {
  const std::shared_lock lock(mutex_);
  return splits_.known.size();
}

Status State::SetWindow(const std::string& window) {
  if (window == window_) return {};
  Statement set(*db_, "UPDATE generation SET window = ? WHERE id = ?");
  Status status = set.Bind(window).Bind(generation_).Run("note the window in");
  if (status.ok()) window_ = window;
  return status;
}

bool State::Knows(uint64_t source, std::string_view id) const {
  const std::shared_lock lock(mutex_);
  return splits_.known.contains(KeyOf(source, id));
}

Result<Bookmark> State::Look(uint64_t source, std::string_view id, std::string_view version) const {
  const SplitKey key = KeyOf(source, id);
  if (owed_) {
    const auto span = spans_.find(key);
    if (span == spans_.end() || span->second.from == span->second.until) return Bookmark{Seen::Finished, {}, {}};
    return Bookmark{Seen::Resumed, span->second.from, span->second.until};
  }
  Known known{};
  {
    const std::shared_lock lock(mutex_);
    const auto it = splits_.known.find(key);
    if (it == splits_.known.end()) return Bookmark{};
    known = it->second;
  }
  const bool same = known.version == VersionHash(version);
  if (same && known.finished) return Bookmark{Seen::Finished, {}, {}};
  Statement read(*db_, "SELECT position FROM split WHERE generation = ? AND key = ?");
  if (!read.Bind(generation_).Bind(key).Step()) return db_->Damaged("it has lost a split that it had");
  return Bookmark{same ? Seen::Resumed : Seen::Changed, std::string(read.Bytes(0)), {}};
}

template <class Piece>
Result<std::vector<Piece>> State::ReadPieces(Statement& read) const {
  std::vector<Piece> pieces;
  while (read.Step()) {
    pieces.push_back({std::string(read.Bytes(0)), static_cast<uint32_t>(read.Int(1)), std::string(read.Bytes(2))});
    const Piece& piece = pieces.back();
    if (SumOf(static_cast<uint64_t>(read.Int(3)), piece.node, piece.lane, piece.bytes) != static_cast<uint64_t>(read.Int(4)))
      return db_->Damaged(fmt::format("what an epoch kept of `{}` is not as it was written", piece.node));
  }
  if (Status status = read.Ended("read the epochs in"); !status.ok()) return status;
  return pieces;
}

Result<std::vector<Receipt>> State::Receipts(ReceiptState state) const {
  Statement read(
      *db_,
      "SELECT node, lane, bytes, number, sum FROM receipt WHERE generation = ? AND state = ? AND state <> 'committed' ORDER BY epoch, number");
  return ReadPieces<Receipt>(read.Bind(generation_).Bind(Word(state)));
}

Result<std::vector<Snapshot>> State::Snapshots() const {
  Statement read(*db_, "SELECT node, lane, bytes, number, sum FROM snapshot WHERE generation = ? AND epoch = ? ORDER BY number");
  // A repair begins where the epoch did.
  return ReadPieces<Snapshot>(read.Bind(generation_).Bind(owed_ ? owed_->epoch - 1 : newest_.number));
}

Status State::PutSplits(const EpochRecord& record) {
  Statement remember(*db_,
                     "INSERT OR IGNORE INTO undo(generation, epoch, key, version, position, finished, damaged, was, sum) "
                     "SELECT ?1, ?2, ?3, version, position, finished, damaged, epoch, sum FROM split WHERE generation = ?1 AND key = ?3 "
                     "UNION ALL SELECT ?1, ?2, ?3, NULL, NULL, NULL, NULL, NULL, NULL "
                     "WHERE NOT EXISTS (SELECT 1 FROM split WHERE generation = ?1 AND key = ?3)");
  Statement put(*db_,
                "INSERT OR REPLACE INTO split(generation, key, source, id, version, position, finished, damaged, epoch, sum) "
                "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const SplitProgress& split : record.splits) {
    const SplitKey key = KeyOf(split.source, split.id);
    if (Status s = remember.Bind(generation_).Bind(record.number).Bind(key).Run("keep a position in"); !s.ok()) return s;
    if (Status s = put.Bind(generation_)
                       .Bind(key)
                       .Bind(split.source)
                       .Bind(split.id)
                       .Bind(split.version)
                       .BindBlob(split.position)
                       .Bind(int64_t{split.finished})
                       .Bind(int64_t{split.damaged})
                       .Bind(record.number)
                       .Bind(SumOf(split, key, record.number))
                       .Run("move a position in");
        !s.ok())
      return s;
  }
  return {};
}

// Receipts or snapshots.
template <class Piece>
Status State::PutPieces(const char* sql, uint64_t epoch, const std::vector<Piece>& pieces) {
  Statement put(*db_, sql);
  uint64_t number = 0;
  for (const Piece& piece : pieces) {
    if (Status s = put.Bind(generation_)
                       .Bind(epoch)
                       .Bind(number)
                       .Bind(piece.node)
                       .Bind(int64_t{piece.lane})
                       .BindBlob(piece.bytes)
                       .Bind(SumOf(number, piece.node, piece.lane, piece.bytes))
                       .Run("record an epoch in");
        !s.ok())
      return s;
    ++number;
  }
  return {};
}

Status State::PutEpoch(const Epoch& epoch, std::string_view phase) {
  Statement put(*db_,
                "INSERT INTO epoch(generation, number, at, now, pipeline, ledger, phase, final, repairs, receipts, snapshots, splits, "
                "splits_sum, sum) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return put.Bind(generation_)
      .Bind(epoch.number)
      .Bind(epoch.at_ns)
      .Bind(epoch.now_ns)
      .Bind(epoch.pipeline)
      .Bind(epoch.ledger)
      .Bind(phase)
      .Bind(int64_t{epoch.final})
      .Bind(epoch.repairs)
      .Bind(epoch.receipts)
      .Bind(epoch.snapshots)
      .Bind(epoch.splits)
      .Bind(epoch.splits_sum)
      .Bind(epoch.sum())
      .Run("record an epoch in");
}

Status State::Record(const EpochRecord& record) {
  assert(record.number > newest_.number && !prepared_ && "epoch numbers never go back, and the one before is committed");
  Epoch epoch{.number = record.number,
              .at_ns = Now(),
              .now_ns = record.now_ns,
              .pipeline = record.pipeline,
              .ledger = record.ledger,
              .final = record.final,
              .receipts = record.receipts.size(),
              .snapshots = record.snapshots.size(),
              .splits_sum = splits_.sum};
  size_t added = 0;
  for (const SplitProgress& split : record.splits) {
    const SplitKey key = KeyOf(split.source, split.id);
    const auto before = splits_.known.find(key);
    before == splits_.known.end() ? ++added : epoch.splits_sum ^= before->second.sum;
    epoch.splits_sum ^= SumOf(split, key, record.number);
  }
  epoch.splits = splits_.known.size() + added;
  if (owed_) {
    // What stateful nodes held is as it was before the repair.
    epoch.repairs = owed_->epoch;
    epoch.snapshots = newest_.snapshots;
  }
  Status status = db_->InTransaction([&]() -> Status {
    if (Status s = PutEpoch(epoch, "prepared"); !s.ok()) return s;
    if (Status s = PutPieces("INSERT INTO receipt(generation, epoch, number, node, lane, bytes, sum) VALUES(?, ?, ?, ?, ?, ?, ?)",
                             record.number, record.receipts);
        !s.ok())
      return s;
    if (Status s = PutSplits(record); !s.ok()) return s;
    if (!owed_)
      return PutPieces("INSERT INTO snapshot(generation, epoch, number, node, lane, bytes, sum) VALUES(?, ?, ?, ?, ?, ?, ?)", record.number,
                       record.snapshots);
    if (Status s = CarrySnapshots(newest_.number, record.number); !s.ok()) return s;
    Statement done(*db_, "DELETE FROM owed WHERE generation = ?");
    return done.Bind(generation_).Run("end a repair in");
  });
  if (!status.ok()) return status;
  newest_ = std::move(epoch);
  prepared_ = record.number;
  owed_.reset();
  {
    const std::lock_guard lock(mutex_);
    for (const SplitProgress& split : record.splits) {
      const SplitKey key = KeyOf(split.source, split.id);
      splits_.known[key] = {VersionHash(split.version), SumOf(split, key, record.number), split.finished};
    }
    splits_.sum = newest_.splits_sum;
  }
  return Witness(folder_, state_id_).Write(record.number);
}

Status State::Confirm(uint64_t epoch) {
  Status status = db_->InTransaction([&]() -> Status {
    for (const char* sql : {"UPDATE epoch SET phase = 'committed' WHERE generation = ? AND number = ?",
                            "UPDATE receipt SET state = 'committed' WHERE generation = ? AND epoch = ?",
                            "DELETE FROM receipt WHERE generation = ? AND epoch <= ? AND state = 'to retract' AND state <> 'committed'"}) {
      Statement change(*db_, sql);
      if (Status s = change.Bind(generation_).Bind(epoch).Run("confirm an epoch in"); !s.ok()) return s;
    }
    return Compact(epoch);
  });
  if (status.ok()) prepared_.reset();
  return status;
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

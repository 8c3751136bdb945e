// How State goes back: whole epochs undone, and an epoch committed without some of its sinks, to be repaired.
#include <fmt/format.h>

#include "epoch/database.hpp"
#include "epoch/state.hpp"
#include "epoch/sum.hpp"

namespace weir::epoch {
namespace {

// How many epochs can be rewound; what older ones changed is forgotten.
constexpr uint64_t kRewindable = 100;
constexpr uint64_t kKeptEpochs = 1000;

uint64_t Before(uint64_t epoch, uint64_t count) { return epoch > count ? epoch - count : 0; }

}  // namespace

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

Status State::CanRewindTo(uint64_t epoch) const {
  if (epoch > newest_.number || epoch < Before(newest_.number, kRewindable))
    return Status::Config(fmt::format("there is no way back to epoch {}: the last one is {}, and the {} before it can be undone", epoch,
                                      newest_.number, kRewindable));
  if (owed_ && epoch >= owed_->epoch)
    return Status::Config(fmt::format("epoch {} is being repaired: go on with weir state repair, or rewind to before it", owed_->epoch));
  // What a repair wrote belongs to an epoch before it: neither may go without the other.
  Statement repaired(
      *db_, "SELECT number, repairs FROM epoch WHERE generation = ?1 AND number > ?2 AND repairs BETWEEN 1 AND ?2 AND phase <> 'rewound'");
  if (repaired.Bind(generation_).Bind(epoch).Step())
    return Status::Config(
        fmt::format("there is no way back to epoch {}: epoch {} repaired epoch {}; rewind to before both or to after them", epoch,
                    repaired.Int(0), repaired.Int(1)));
  return repaired.Ended("read the epochs in");
}

// The numbers of undone epochs are not used again.
Status State::Rewind(uint64_t to) {
  if (prepared_)
    return Status::Retry(fmt::format("epoch {} is recorded and not committed yet; run the pipeline first, so that it is", *prepared_));
  if (Status status = CanRewindTo(to); !status.ok()) return status;
  const Result<Epoch> target = LastThatCounts(to);
  if (!target.ok()) return target.status();
  if (target->number == newest_.number) return {};
  Epoch newest = newest_;
  Splits splits;
  const Status status = db_->InTransaction([&]() -> Status {
    for (uint64_t undone = newest.number; undone > target->number; --undone)
      if (Status s = UndoEpoch(undone); !s.ok()) return s;
    Result<Splits> read = ReadSplits();
    if (!read.ok()) return read.status();
    splits = std::move(*read);
    if (Status s = CheckSplits(splits, *target); !s.ok()) return s;
    // Stateful nodes go on from what they knew then.
    if (Status s = CarrySnapshots(target->number, newest.number); !s.ok()) return s;
    const Result<uint64_t> snapshots = Count("SELECT COUNT(*) FROM snapshot WHERE generation = ? AND epoch = ?", newest.number);
    if (!snapshots.ok()) return snapshots.status();
    newest.snapshots = *snapshots;
    newest.splits = splits.known.size();
    newest.splits_sum = splits.sum;
    Statement given_up(*db_, "DELETE FROM owed WHERE generation = ?");
    if (Status s = given_up.Bind(generation_).Run("rewind"); !s.ok()) return s;
    // The newest one stands for what there is now.
    Statement old(*db_, "DELETE FROM epoch WHERE generation = ? AND number = ?");
    if (Status s = old.Bind(generation_).Bind(newest.number).Run("rewind"); !s.ok()) return s;
    return PutEpoch(newest, "rewound");
  });
  if (!status.ok()) return status;
  newest_ = std::move(newest);
  owed_.reset();
  const std::lock_guard lock(mutex_);
  splits_ = std::move(splits);
  return {};
}

// The newest epoch up to this one that was not undone before: its number, and the splits there were after it.
Result<State::Epoch> State::LastThatCounts(uint64_t epoch) const {
  Statement read(*db_,
                 "SELECT number, splits, splits_sum FROM epoch WHERE generation = ? AND number <= ? AND phase <> 'rewound' "
                 "ORDER BY number DESC LIMIT 1");
  Epoch last{};
  if (read.Bind(generation_).Bind(epoch).Step()) {
    last.number = static_cast<uint64_t>(read.Int(0));
    last.splits = static_cast<uint64_t>(read.Int(1));
    last.splits_sum = static_cast<uint64_t>(read.Int(2));
  } else if (Status status = read.Ended("read an epoch in"); !status.ok()) {
    return status;
  }
  return last;
}

Status State::UndoEpoch(uint64_t epoch) {
  for (
      const char* sql :
      {"DELETE FROM split WHERE generation = ?1 AND key IN (SELECT key FROM undo WHERE generation = ?1 AND epoch = ?2 AND version IS NULL)",
       "UPDATE split SET (version, position, finished, damaged, epoch, sum) = (SELECT version, position, finished, damaged, was, undo.sum FROM undo "
       "WHERE undo.generation = ?1 AND undo.epoch = ?2 AND undo.key = split.key) WHERE generation = ?1 AND key IN (SELECT key FROM undo WHERE "
       "generation = ?1 AND epoch = ?2 AND version IS NOT NULL)",
       "DELETE FROM undo WHERE generation = ?1 AND epoch = ?2",
       "UPDATE receipt SET state = 'to retract' WHERE generation = ?1 AND epoch = ?2 AND state = 'committed'",
       "UPDATE epoch SET phase = 'rewound' WHERE generation = ?1 AND number = ?2",
       "DELETE FROM snapshot WHERE generation = ?1 AND epoch = ?2"}) {
    Statement change(*db_, sql);
    if (Status s = change.Bind(generation_).Bind(epoch).Run("rewind"); !s.ok()) return s;
  }
  return {};
}

Status State::CarrySnapshots(uint64_t from, uint64_t to) {
  Statement carry(
      *db_,
      "INSERT INTO snapshot(generation, epoch, number, node, lane, bytes, sum) SELECT generation, ?3, number, node, lane, bytes, sum "
      "FROM snapshot WHERE generation = ?1 AND epoch = ?2");
  return carry.Bind(generation_).Bind(from).Bind(to).Run("carry snapshots on in");
}

Status State::BeginRepair(const std::set<std::string>& sinks) {
  // The repair of a repair that could not be committed is a repair of the same epoch.
  const uint64_t epoch = newest_.repairs != 0 ? newest_.repairs : newest_.number;
  const Status status = db_->InTransaction([&]() -> Status {
    Statement owe(*db_, "INSERT INTO owed(generation, epoch, node) VALUES(?, ?, ?)");
    Statement retract(*db_, "UPDATE receipt SET state = 'to retract' WHERE generation = ? AND epoch = ? AND node = ?");
    for (const std::string& sink : sinks) {
      if (Status s = owe.Bind(generation_).Bind(epoch).Bind(sink).Run("begin a repair in"); !s.ok()) return s;
      if (Status s = retract.Bind(generation_).Bind(newest_.number).Bind(sink).Run("begin a repair in"); !s.ok()) return s;
    }
    for (const char* sql : {"DELETE FROM receipt WHERE generation = ? AND epoch < ? AND state = 'to retract'",
                            "UPDATE receipt SET state = 'committed' WHERE generation = ? AND epoch = ? AND state = 'prepared'",
                            "UPDATE epoch SET phase = 'committed' WHERE generation = ? AND number = ?"}) {
      Statement change(*db_, sql);
      if (Status s = change.Bind(generation_).Bind(newest_.number).Run("begin a repair in"); !s.ok()) return s;
    }
    return {};
  });
  if (!status.ok()) return status;
  prepared_.reset();
  return LoadOwed();
}

Status State::LoadOwed() {
  Statement owed(
      *db_,
      "SELECT o.epoch, o.node, e.final FROM owed o LEFT JOIN epoch e ON e.generation = o.generation AND e.number = o.epoch WHERE o.generation = ?");
  owed.Bind(generation_);
  while (owed.Step()) {
    if (!owed_) owed_ = Owed{static_cast<uint64_t>(owed.Int(0)), owed.Int(2) != 0, {}};
    owed_->sinks.emplace(owed.Bytes(1));
  }
  if (Status status = owed.Ended("read what is owed in"); !status.ok()) return status;
  if (!owed_) return {};
  Statement read(
      *db_,
      "SELECT s.key, s.id, s.position, u.key, u.version, u.position, u.finished, u.damaged, u.was, u.sum FROM split s LEFT JOIN undo u "
      "ON u.generation = s.generation AND u.epoch = s.epoch AND u.key = s.key WHERE s.generation = ?1 AND s.epoch = ?2");
  read.Bind(generation_).Bind(owed_->epoch);
  while (read.Step()) {
    const Result<SplitKey> key = read.Key(0);
    if (!key.ok()) return key.status();
    const bool is_new = read.IsNull(4);
    const uint64_t sum =
        SplitSum(*key, read.Bytes(1), read.Bytes(4), read.Bytes(5), read.Int(6) != 0, read.Int(7) != 0, static_cast<uint64_t>(read.Int(8)));
    if (read.IsNull(3) || (!is_new && sum != static_cast<uint64_t>(read.Int(9))))
      return db_->Damaged(fmt::format("where epoch {} began in {} is not as it was written", owed_->epoch, read.Bytes(1)));
    spans_[*key] = {std::string(read.Bytes(1)), std::string(read.Bytes(5)), std::string(read.Bytes(2))};
  }
  return read.Ended("read what is owed in");
}

Status State::CheckRepaired(const std::vector<SplitProgress>& read) const {
  std::unordered_map<SplitKey, const SplitProgress*, SplitKeyHash> reached;
  for (const SplitProgress& split : read) reached[KeyOf(split.source, split.id)] = &split;
  for (const auto& [key, span] : spans_) {
    if (span.from == span.until) continue;
    const auto it = reached.find(key);
    if (it != reached.end() && !it->second->damaged && it->second->position == span.until) continue;
    return Status::Fatal(fmt::format(
        "{} can't be read again as epoch {} had read it: it is gone or became another one. Bring it back and run weir state repair again, or "
        "weir state rewind --to {}, which takes back all of that epoch and reads what there is now",
        span.id, owed_->epoch, owed_->epoch - 1));
  }
  return {};
}

}  // namespace weir::epoch

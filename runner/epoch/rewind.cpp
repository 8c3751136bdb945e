// How State goes back: epochs undone, and what is kept to undo them.
#include <fmt/format.h>

#include "epoch/database.hpp"
#include "epoch/state.hpp"

namespace weir::epoch {
namespace {

// How many epochs can be rewound; what older ones changed is forgotten.
constexpr uint64_t kRewindable = 100;
constexpr uint64_t kKeptEpochs = 1000;

uint64_t Before(uint64_t epoch, uint64_t count) { return epoch > count ? epoch - count : 0; }

}  // namespace

// Forgets how to go back further than kRewindable epochs, and that epochs long past ever were.
Status State::Compact(uint64_t epoch) {
  for (const char* sql :
       {"DELETE FROM undo WHERE generation = ?1 AND epoch <= ?2", "DELETE FROM receipt WHERE generation = ?1 AND epoch <= ?2",
        // Whoever goes back to there needs what stateful nodes held then.
        "DELETE FROM snapshot WHERE generation = ?1 AND epoch < (SELECT COALESCE(MAX(number), 0) FROM epoch WHERE generation = ?1 AND "
        "number <= ?2 AND phase <> 'rewound')"}) {
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

Status State::Reset() {
  if (prepared_)
    return Status::Retry(fmt::format(
        "epoch {} is recorded and not committed yet; run the pipeline first, or give the epoch up with weir state rewind --to {}",
        *prepared_, before_prepared()));
  // Nor may an older generation that knew one of these sinks come back.
  Statement forget(*db_, "DELETE FROM sink WHERE (node, identity) IN (SELECT node, identity FROM sink WHERE generation = ?)");
  return forget.Bind(generation_).Run("reset");
}

// The numbers of undone epochs are not used again.
Status State::Rewind(uint64_t to, const std::set<std::string>& sinks_that_cannot) {
  if (prepared_ && to >= *prepared_)
    return Status::Retry(fmt::format("epoch {} is recorded and not committed yet; run the pipeline first, so that it is", *prepared_));
  if (Status status = CanRewindTo(to); !status.ok()) return status;
  const Result<Epoch> target = LastThatCounts(to);
  if (!target.ok()) return target.status();
  if (target->number == newest_.number) return {};
  Epoch newest = newest_;
  Splits splits;
  const Status status = db_->InTransaction([&]() -> Status {
    if (Status s = KeepReceipts(target->number, sinks_that_cannot); !s.ok()) return s;
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
    if (*snapshots != target->snapshots) return db_->Damaged(fmt::format("snapshots of epoch {} are gone", target->number));
    newest.snapshots = *snapshots;
    const Result<uint64_t> receipts = Count("SELECT COUNT(*) FROM receipt WHERE generation = ? AND epoch = ?", newest.number);
    if (!receipts.ok()) return receipts.status();
    newest.receipts = *receipts;
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
  prepared_.reset();
  owed_.reset();
  const std::lock_guard lock(mutex_);
  splits_ = std::move(splits);
  return {};
}

// The newest epoch up to this one that was not undone before: its number, and the splits there were after it.
Result<State::Epoch> State::LastThatCounts(uint64_t epoch) const {
  Statement read(*db_,
                 "SELECT number, splits, splits_sum, snapshots FROM epoch WHERE generation = ? AND number <= ? AND phase <> 'rewound' "
                 "ORDER BY number DESC LIMIT 1");
  Epoch last{};
  if (read.Bind(generation_).Bind(epoch).Step()) {
    last.number = static_cast<uint64_t>(read.Int(0));
    last.splits = static_cast<uint64_t>(read.Int(1));
    last.splits_sum = static_cast<uint64_t>(read.Int(2));
    last.snapshots = static_cast<uint64_t>(read.Int(3));
  } else if (Status status = read.Ended("read an epoch in"); !status.ok()) {
    return status;
  }
  return last;
}

// What these sinks wrote stays: their receipts are forgotten.
Status State::KeepReceipts(uint64_t after, const std::set<std::string>& sinks) {
  Statement forget(*db_, "DELETE FROM receipt WHERE generation = ? AND epoch > ? AND node = ?");
  for (const std::string& sink : sinks)
    if (Status s = forget.Bind(generation_).Bind(after).Bind(sink).Run("rewind"); !s.ok()) return s;
  return {};
}

Status State::UndoEpoch(uint64_t epoch) {
  for (
      const char* sql :
      {"DELETE FROM split WHERE generation = ?1 AND key IN (SELECT key FROM undo WHERE generation = ?1 AND epoch = ?2 AND version IS NULL)",
       "UPDATE split SET (version, position, finished, damaged, epoch, sum) = (SELECT version, position, finished, damaged, was, undo.sum FROM undo "
       "WHERE undo.generation = ?1 AND undo.epoch = ?2 AND undo.key = split.key) WHERE generation = ?1 AND key IN (SELECT key FROM undo WHERE "
       "generation = ?1 AND epoch = ?2 AND version IS NOT NULL)",
       "DELETE FROM undo WHERE generation = ?1 AND epoch = ?2",
       "UPDATE receipt SET state = 'to retract' WHERE generation = ?1 AND epoch = ?2 AND state IN ('prepared', 'committed')",
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

}  // namespace weir::epoch

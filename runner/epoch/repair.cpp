// How State commits an epoch without some of its sinks, and knows what it owes them.
#include <fmt/format.h>

#include "epoch/database.hpp"
#include "epoch/state.hpp"
#include "epoch/sum.hpp"

namespace weir::epoch {

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
        "{} can't be read again as epoch {} had read it: it is gone, became another one, or came from dead letters. Bring it back and run weir state repair again, or "
        "weir state rewind --to {}, which takes back all of that epoch and reads what there is now",
        span.id, owed_->epoch, owed_->epoch - 1));
  }
  return {};
}

}  // namespace weir::epoch

// What State tells of the past: epochs, splits and runs, for people.
#include <fmt/format.h>

#include "epoch/database.hpp"
#include "epoch/state.hpp"

namespace weir::epoch {
namespace {

constexpr uint64_t kKeptRuns = 1000;

}  // namespace

Result<std::vector<EpochRow>> State::Epochs() const {
  std::vector<EpochRow> epochs;
  Statement read(
      *db_,
      "SELECT number, at, phase, ledger, repairs, (SELECT COUNT(*) FROM receipt r WHERE r.generation = e.generation AND r.epoch = e.number) "
      "FROM epoch e WHERE generation = ? ORDER BY number");
  read.Bind(generation_);
  while (read.Step())
    epochs.push_back({static_cast<uint64_t>(read.Int(0)), read.Int(1), std::string(read.Bytes(2)), std::string(read.Bytes(3)),
                      static_cast<uint64_t>(read.Int(4)), static_cast<uint64_t>(read.Int(5)),
                      CanRewindTo(static_cast<uint64_t>(read.Int(0))).ok()});
  if (Status status = read.Ended("read the epochs in"); !status.ok()) return status;
  return epochs;
}

Status State::EachSplit(const std::function<void(const SplitRow&)>& row) const {
  Statement read(*db_,
                 "SELECT s.id, s.version, s.position, s.finished, s.damaged, s.epoch, COALESCE(e.at, 0) FROM split s LEFT JOIN epoch e ON "
                 "e.generation = s.generation AND e.number = s.epoch WHERE s.generation = ? ORDER BY s.id");
  read.Bind(generation_);
  while (read.Step())
    row({std::string(read.Bytes(0)), std::string(read.Bytes(1)), std::string(read.Bytes(2)), read.Int(3) != 0, read.Int(4) != 0,
         static_cast<uint64_t>(read.Int(5)), read.Int(6)});
  return read.Ended("read the splits in");
}

Result<std::vector<SplitProgress>> State::NewestSplits() const {
  std::vector<SplitProgress> splits;
  Statement read(*db_, "SELECT source, id, version, position, finished, damaged FROM split WHERE generation = ? AND epoch = ?");
  read.Bind(generation_).Bind(newest_.number);
  while (read.Step())
    splits.push_back({static_cast<uint64_t>(read.Int(0)), std::string(read.Bytes(1)), std::string(read.Bytes(2)),
                      std::string(read.Bytes(3)), read.Int(4) != 0, read.Int(5) != 0});
  if (Status status = read.Ended("read the splits in"); !status.ok()) return status;
  return splits;
}

Status State::AddRun(const RunRecord& run) {
  return db_->InTransaction([&]() -> Status {
    Statement add(
        *db_,
        "INSERT INTO run(generation, scheduled, started, ended, status, exit, read, written, rejected, bytes, log) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (Status s = add.Bind(generation_)
                       .Bind(run.scheduled_ns)
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

Result<std::vector<RunRecord>> State::Runs() const {
  std::vector<RunRecord> runs;
  Statement read(*db_, "SELECT id, scheduled, started, ended, status, log, exit, read, written, rejected, bytes FROM run ORDER BY id");
  const auto number = [&](int column) { return static_cast<uint64_t>(read.Int(column)); };
  while (read.Step())
    runs.push_back({read.Int(0), read.Int(1), read.Int(2), read.Int(3), std::string(read.Bytes(4)), std::string(read.Bytes(5)),
                    static_cast<int>(read.Int(6)), number(7), number(8), number(9), number(10)});
  if (Status status = read.Ended("read the runs in"); !status.ok()) return status;
  return runs;
}

}  // namespace weir::epoch

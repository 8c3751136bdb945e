// What is written down about epochs, splits and runs, as plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weir::epoch {

struct SinkIdentity {
  std::string node, identity;
};

// What an epoch did to one split.
struct SplitProgress {
  uint64_t source = 0;  // hash of the source's identity, so that a node may be renamed
  std::string id, version, position;
  bool finished = false, damaged = false;
};

struct Receipt {
  enum State { Prepared = 0, Committed = 1, ToRetract = 2 };
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

// One epoch, as `weir state show` lists it.
struct EpochRow {
  uint64_t number = 0;
  int64_t at_ns = 0;
  std::string phase, ledger;
  uint64_t receipts = 0;
  bool can_rewind = false;  // what it changed is still known
};

// One split, as `weir state show` lists it.
struct SplitRow {
  std::string id, version, position;
  bool finished = false, damaged = false;
  uint64_t epoch = 0;
  int64_t at_ns = 0;  // when that epoch was recorded
};

struct RunRecord {
  int64_t id = 0;
  int64_t started_ns = 0, ended_ns = 0;
  std::string status, log;
  int exit_code = 0;
  uint64_t read = 0, written = 0, rejected = 0, bytes = 0;
};

// What the bookmarks know of a split that was found: the same content, read to its end or not, or another one.
enum class Seen { New, Resumed, Finished, Changed };

// A split in the tables: a hash of its source and its id.
struct SplitKey {
  uint64_t low, high;
  bool operator==(const SplitKey&) const = default;
};
struct SplitKeyHash {
  size_t operator()(const SplitKey& key) const { return key.low; }
};

}  // namespace weir::epoch

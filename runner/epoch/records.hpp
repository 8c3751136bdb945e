// What is written down about epochs, splits and runs, as plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
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

// What becomes of a receipt: it is to be committed, is committed, or is to be taken back when the next epoch commits.
enum class ReceiptState { Prepared, Committed, ToRetract };
constexpr std::string_view Word(ReceiptState state) {
  return state == ReceiptState::Prepared ? "prepared" : state == ReceiptState::Committed ? "committed" : "to retract";
}

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
  int64_t now_ns = 0;    // what its words of time were reckoned from
  std::string ledger;
  bool final = false;  // the input ended with it, so transforms gave what they held
  std::vector<SplitProgress> splits;
  std::vector<Receipt> receipts;
  std::vector<Snapshot> snapshots;
};

// One epoch, as `weir state show` lists it.
struct EpochRow {
  uint64_t number = 0;
  int64_t at_ns = 0;
  std::string phase, ledger;
  uint64_t repairs = 0;  // the epoch whose rows it wrote again; 0 for none
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
  int64_t scheduled_ns = 0;  // when it should have started; 0: nobody said
  int64_t started_ns = 0, ended_ns = 0;
  std::string status, log;
  int exit_code = 0;
  uint64_t read = 0, written = 0, rejected = 0, bytes = 0;
};

// What the bookmarks know of a split that was found: the same content, read to its end or not, or another one.
enum class Seen { New, Resumed, Finished, Changed };

struct Bookmark {
  Seen seen = Seen::New;
  std::string position;              // where it was left; empty when it is new
  std::optional<std::string> until;  // a repair reads to here and no further
};

// What a repair still has to do: an epoch that was committed without some of its sinks.
struct Owed {
  uint64_t epoch = 0;
  bool final = false;  // the input had ended with it
  std::set<std::string> sinks;
};

// A split in the tables: a hash of its source and its id.
struct SplitKey {
  uint64_t low, high;
  bool operator==(const SplitKey&) const = default;
};
struct SplitKeyHash {
  size_t operator()(const SplitKey& key) const { return key.low; }
};

}  // namespace weir::epoch

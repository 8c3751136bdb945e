// Where the fake components of the graph's and the epoch's tests take their behaviour from and leave what they did.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "weir/plugin.h"

namespace weir::graph {

struct Letter {
  std::string node, split, offset, reason, raw;
};

// One test's world.  A test makes one; components find it through `now`.  Rows are numbered: split * 1'000'000 + place in the split.
struct World {
  World() { now = this; }
  ~World() { now = nullptr; }
  World(const World&) = delete;
  static inline World* now = nullptr;

  // Called for each batch a source is about to give, with how many it gave before; from any reader's thread.
  std::function<void(int64_t batches)> before_emit;
  // Called by the sink of the dead letters before each write; may wait.
  std::function<void()> before_letters;
  // Called by sinks before each write; may wait.
  std::function<void(uint32_t lane)> before_write;
  // Called by sinks in each commit.
  std::function<void()> in_commit;
  // How often each node still fails before what it is told to do works.
  std::atomic<int> failures_left{0};

  std::atomic<int64_t> batches_given{0};
  std::atomic<int64_t> splits_opened{0}, splits_closed{0};
  std::atomic<int64_t> batches_written{0};
  std::atomic<int64_t> disorder{0};  // rows that came before an earlier one of their split
  std::atomic<int64_t> peak_rows_in_sinks{0};
  std::atomic<int64_t> finished{0};  // calls of finish
  std::atomic<int64_t> swept{0};

  std::mutex mutex;
  std::set<std::string> receipts_done;                      // a receipt has its effect once
  std::set<std::string> retracted;                          // and loses it once
  std::map<std::string, std::multiset<int64_t>> committed;  // by node: the numbers of the rows
  std::map<std::string, int64_t> nulls;                     // by node: rows whose number was null
  std::vector<Letter> letters;                              // committed
  std::map<std::string, std::vector<std::string>> columns;  // by node: of what it was given last
  std::set<std::string> heads;                              // that batches came with
  std::vector<std::string> told;                            // "split done" for each that a source heard of
  std::vector<std::string> told_sinks;                      // "node: receipts", for each time that a sink was told they are visible
  int told_too_early = 0;                                   // of these receipts, those that were not

  std::multiset<int64_t> rows(const std::string& node) {
    const std::lock_guard lock(mutex);
    return committed[node];
  }
};

// The numbers of all rows of so many splits.
inline std::multiset<int64_t> AllRows(int64_t splits, int64_t rows_each) {
  std::multiset<int64_t> all;
  for (int64_t split = 0; split < splits; ++split)
    for (int64_t row = 0; row < rows_each; ++row) all.insert(all.end(), split * 1'000'000 + row);
  return all;
}

// The fake components:
//   source `numbers`: splits of rows with columns n, word, weir.split, weir.offset
//   source `chunks`: splits of bytes, lines "0000000", "0000001", ...
//   transform `step`: what its option `does` says
//   sinks `keep` and `keep_blocking`: stage rows, show them when committed
//   sink `text`: takes the dead letters
const weir_plugin* FakeSources();
const weir_plugin* FakeTransforms();
const weir_plugin* FakeSinks();

}  // namespace weir::graph

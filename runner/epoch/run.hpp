// One run of a pipeline: recovers what the last one left, then reads, epoch by epoch, until the sources end or it is stopped.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "epoch/ledger.hpp"
#include "epoch/recovery.hpp"
#include "epoch/state.hpp"
#include "graph/bookmarks.hpp"
#include "graph/credits.hpp"
#include "graph/flow.hpp"
#include "graph/lane_node.hpp"
#include "graph/plan.hpp"
#include "graph/readers.hpp"
#include "graph/runtime.hpp"

namespace weir::epoch {

struct Outcome {
  Status failure;         // ok, or what ended the run before its time
  bool stopped = false;   // a signal ended it before its end
  bool read_all = false;       // its sources came to their ends
  bool asked_to_stop = false;  // by a signal, which may have come too late to stop anything
  bool too_many_rejected = false;
  bool half_committed = false;  // an epoch is recorded and could not be committed
  Ledger ledger;                // of what was committed
  bool balanced = true;
  std::vector<graph::DamagedSplit> damaged;  // the first of them
  uint64_t damaged_count = 0;
  uint64_t epochs = 0;  // committed
  uint64_t bytes = 0;   // inflated
  uint64_t splits = 0, already_read = 0;
  std::chrono::nanoseconds paused{};  // nothing was read meanwhile: all steps, all epochs together
  std::chrono::nanoseconds took{};    // all of it, as its caller measured
  std::vector<std::string> notes;

  int exit_code() const;
  std::string status() const;  // "done", "stopped", "failed", ...
};

class Run {
 public:
  Run(graph::Plan& plan, State& state, graph::NodeHost::Log log, Recall recall, Permits permits);
  ~Run();

  // Called after each commit with what the run came to so far; on the thread of Execute.
  void OnCommit(std::function<void(const Outcome&)> told) { on_commit_ = std::move(told); }
  Outcome Execute();
  // The first call asks for an orderly stop, the second gives up at once.  [any], one call at a time
  void Stop(int times);
  graph::Runtime& runtime() { return runtime_; }

 private:
  Status Recover();
  Status TellAgain();
  void TakeTotals();
  Status OpenLanes();
  Status BeginEpoch();
  void StartReading();
  enum class Due { Epoch, End, Stop, Failed };
  Due WaitUntilDue();
  bool EpochIsFull() const;
  Status EndEpoch(Due due);
  Status Drain(bool final);
  Status Cut();
  Ledger TakeLedger();
  Status Prepare(EpochRecord& record);
  Status Tell(std::vector<SplitProgress> splits);
  uint64_t SourceHash(const graph::Node& node) const;
  Status Interrupted() const;
  bool RejectedEnough() const;
  bool SinksKeepAll() const;

  graph::Plan& plan_;
  State& state_;
  const graph::NodeHost::Log log_;
  const Recall recall_;
  const Permits permits_;
  const uint32_t lanes_;
  graph::Runtime runtime_;
  graph::Credits credits_;
  graph::Flow flow_;
  graph::Bookmarks bookmarks_;
  std::vector<std::vector<std::unique_ptr<graph::LaneNode>>> lane_nodes_;  // by node, by lane
  std::unique_ptr<graph::Readers> readers_;
  std::atomic<int> stops_{0};
  uint64_t epoch_ = 0;
  uint64_t bytes_at_epoch_ = 0;
  std::vector<Snapshot> snapshots_;    // that the stateful nodes begin with
  std::vector<uint64_t> held_;         // by node: rows that state held when the last epoch ended
  std::vector<SplitProgress> untold_;  // committed, but a source could not be told yet
  std::function<void(const Outcome&)> on_commit_;
  bool in_doubt_ = false;  // whether the last transaction took effect is not known
  Outcome outcome_;
  std::jthread grace_;  // gives up when an orderly stop takes too long
};

}  // namespace weir::epoch

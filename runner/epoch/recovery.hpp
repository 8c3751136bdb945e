// What a run does before it reads: ends what the last one left, and looks whether it may go on.
#pragma once

#include <string>
#include <vector>

#include "epoch/committer.hpp"
#include "epoch/ledger.hpp"
#include "epoch/state.hpp"

namespace weir::epoch {

// What a run may do although it looks wrong.
struct Permits {
  bool accept_changes = false;  // nodes whose meaning changed lose the state they had
  bool from_scratch = false;    // a new state writes beside what another one wrote
  bool repair = false;          // reads again what a repair owes, instead of what is new
};

struct Recovered {
  std::vector<Snapshot> snapshots;  // that the stateful nodes begin with
  // Of an epoch that an earlier run had recorded and this one committed.
  Ledger ledger;
  std::vector<std::string> damaged;  // its splits that could not be read
  std::vector<std::string> notes;
};

class Recovery {
 public:
  Recovery(graph::Runtime& runtime, const graph::Plan& plan, State& state, Recall recall, Permits permits, uint32_t lanes);

  // Fills in `recovered` also when it fails; `half_committed` says that an epoch is recorded and could not be committed.
  Status Recover(Recovered& recovered);
  bool half_committed() const { return half_committed_; }

 private:
  Status CommitPrepared(Recovered& recovered);
  Status CompareWithRecorded(Recovered& recovered) const;
  Status AskSinks();

  graph::Runtime& runtime_;
  const graph::Plan& plan_;
  State& state_;
  const Recall recall_;
  const Permits permits_;
  const uint32_t lanes_;
  bool half_committed_ = false;
};

// What the newest epoch came to, for the run that commits it.
Status TakeRecorded(const State& state, Recovered& recovered);

// Removes what this state staged in the sinks of `plan` and no receipt names.
Status Sweep(const graph::Plan& plan, const State& state);

}  // namespace weir::epoch

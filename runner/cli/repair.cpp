// state repair: an epoch that is recorded, and that some sinks refuse to commit for good.

#include "replay/repair.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/execute.hpp"
#include "epoch/committer.hpp"

namespace weir::cli {
namespace {

// Commits what can be committed of the prepared epoch.  What can't is owed from then on.
Status CommitWhatCanBe(const graph::Plan& plan, epoch::State& state, epoch::StopSignals& signals) {
  graph::Runtime runtime(plan.pipeline().epoch.give_up_after);
  signals.OnSignal([&](int) { runtime.Abandon(); });
  for (const auto& node : plan.nodes()) node->host->Attach(&runtime, state.state_id(), 1, 0);
  const Result<std::vector<epoch::Receipt>> receipts = state.Receipts(epoch::ReceiptState::Prepared);
  if (!receipts.ok()) return receipts.status();
  std::set<std::string> refused;
  Status status = epoch::CommitReceipts(runtime, plan, state, *receipts, refused);
  signals.End();
  if (status.ok()) return state.Confirm(*state.prepared());
  if (refused.empty() || runtime.cancelled()) return status;
  const Result<std::set<std::string>> sinks = replay::SinksToRepair(plan, refused);
  if (!sinks.ok()) return sinks.status();
  fmt::print(stderr, "epoch {} can't be committed: {}\nwriting it again to {}\n", *state.prepared(), status.message(),
             fmt::join(*sinks, ", "));
  return state.BeginRepair(*sinks);
}

}  // namespace

int StateRepair(const RunArgs& args) {
  epoch::StopSignals signals;
  observe::Log log;
  std::optional<Loaded> loaded = Load(args.file, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  Result<Held> held = Hold(loaded->state_folder, loaded->Sinks());
  if (!held.ok()) return Refused(held.status());
  epoch::State& state = *held->state;
  if (!state.prepared() && !state.owed()) {
    fmt::print(stderr, "nothing to repair: every epoch is committed\n");
    return kDone;
  }
  const Result<std::shared_ptr<graph::Plan>> plan = loaded->Recall(state.recorded_pipeline());
  if (!plan.ok()) return Refused(plan.status());
  if (state.prepared())
    if (Status status = CommitWhatCanBe(**plan, state, signals); !status.ok()) return Refused(status);
  if (!state.owed()) {
    fmt::print(stderr, "nothing to repair: epoch {} is committed now\n", state.last_epoch());
    return kDone;
  }
  if (!loaded->Replace(replay::RepairPipeline(**plan, state.owed()->sinks))) return kConfig;
  RunArgs repair = args;
  repair.permits.repair = true;
  return Ended(*loaded, *held, repair, Execute(*loaded, *held, repair, signals, log));
}

}  // namespace weir::cli

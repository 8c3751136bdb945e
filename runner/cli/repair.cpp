// state repair: an epoch that is recorded, and that some sinks refuse to commit for good.

#include "replay/repair.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/execute.hpp"
#include "epoch/committer.hpp"
#include "epoch/recovery.hpp"
#include "observe/summary.hpp"

namespace weir::cli {
namespace {

// Commits what can be committed of the prepared epoch.  What can't is owed from then on.
Status CommitWhatCanBe(const graph::Plan& plan, epoch::State& state, epoch::StopSignals& signals) {
  const Result<std::vector<epoch::Receipt>> receipts = state.Receipts(epoch::ReceiptState::Prepared);
  if (!receipts.ok()) return receipts.status();
  graph::Runtime runtime(plan.pipeline().epoch.give_up_after);
  for (const auto& node : plan.nodes()) node->host->Attach(&runtime, state.state_id(), 1, 0);
  signals.OnSignal([&](int) { runtime.Abandon(); });
  std::set<std::string> refused;
  Status status = epoch::CommitReceipts(runtime, plan, state, *receipts, refused);
  signals.End();
  if (status.ok()) return state.Confirm(*state.prepared());
  if (refused.empty() || runtime.cancelled()) return status;
  const Result<std::set<std::string>> sinks = replay::SinksToRepair(plan, refused);
  if (!sinks.ok())
    return Status(sinks.status())
        .Annotate(fmt::format("epoch {} can't be committed, nor repaired; weir state rewind --to {} gives it up", *state.prepared(),
                              state.before_prepared()));
  fmt::print(stderr, "epoch {} can't be committed: {}\nwriting it again to {}\n", *state.prepared(), status.message(),
             fmt::join(*sinks, ", "));
  return state.BeginRepair(*sinks);
}

// Says of an epoch that needed no repair after all what its run could not say any more.
int Committed(const Loaded& loaded, const Held& held, const RunArgs& args) {
  epoch::Recovered recovered;
  if (Status status = epoch::TakeRecorded(*held.state, recovered); !status.ok()) return Refused(status);
  epoch::Outcome outcome;
  outcome.ledger = std::move(recovered.ledger);
  outcome.epochs = 1;
  outcome.damaged_count = recovered.damaged.size();
  for (std::string& id : recovered.damaged) outcome.damaged.push_back({std::move(id), "was damaged when it was read"});
  fmt::print(stderr, "nothing to repair: epoch {} is committed now\n{}", held.state->last_epoch(),
             observe::Printed(outcome, loaded.state_folder, loaded.letters_place(), {}));
  return Ended(loaded, held, args, outcome);
}

}  // namespace

int StateRepair(const RunArgs& args) {
  epoch::StopSignals signals;
  Opened opened = Open(args.file);
  if (!opened.held) return opened.exit;
  Loaded& loaded = *opened.loaded;
  epoch::State& state = *opened.held->state;
  if (!state.prepared() && !state.owed()) {
    fmt::print(stderr, "nothing to repair: every epoch is committed\n");
    return kDone;
  }
  const Result<std::shared_ptr<graph::Plan>> plan = loaded.Recall(state.recorded_pipeline(), state.recorded_now());
  if (!plan.ok()) return Refused(plan.status());
  if (state.prepared())
    if (Status status = CommitWhatCanBe(**plan, state, signals); !status.ok()) return Refused(status);
  if (!state.owed()) return Committed(loaded, *opened.held, args);
  if (!loaded.Replace(replay::RepairPipeline(**plan, state.owed()->sinks))) return kConfig;
  RunArgs repair = args;
  repair.permits.repair = true;
  return Ended(loaded, *opened.held, repair, Execute(loaded, *opened.held, repair, signals, *opened.log));
}

}  // namespace weir::cli

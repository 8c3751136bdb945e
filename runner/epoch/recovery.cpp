#include "epoch/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "graph/call.hpp"
#include "weir/crash_point.hpp"

namespace weir::epoch {

Recovery::Recovery(graph::Runtime& runtime, const graph::Plan& plan, State& state, Recall recall, Permits permits, uint32_t lanes)
    : runtime_(runtime), plan_(plan), state_(state), recall_(std::move(recall)), permits_(permits), lanes_(lanes) {}

Status Recovery::Recover(Recovered& recovered) {
  if (state_.owed() && !permits_.repair)
    return Status::Fatal(fmt::format("epoch {} is being repaired; weir state repair goes on with it", state_.owed()->epoch));
  if (state_.prepared())
    if (Status status = CommitPrepared(recovered); !status.ok()) return status;
  // Before anything is recorded that only another pipeline could commit.
  if (Status status = CanRetract(plan_, state_); !status.ok()) return status;
  if (Status status = CompareWithRecorded(recovered); !status.ok()) return status;
  if (Status status = AskSinks(); !status.ok()) return status;
  return Sweep(plan_, state_);
}

// The pipeline that recorded an epoch commits it.
Status Recovery::CommitPrepared(Recovered& recovered) {
  const uint64_t epoch = *state_.prepared();
  const Result<std::vector<Receipt>> receipts = state_.Receipts(ReceiptState::Prepared);
  if (!receipts.ok()) return receipts.status();
  const Result<std::shared_ptr<graph::Plan>> recalled = PlanOfPrepared(runtime_, state_, plan_, recall_, lanes_);
  if (!recalled.ok()) return recalled.status();
  std::set<std::string> refused;
  if (Status status = CommitReceipts(runtime_, *recalled ? **recalled : plan_, state_, *receipts, refused); !status.ok()) {
    half_committed_ = true;
    return std::move(status).Annotate(fmt::format("epoch {} is recorded and half-committed", epoch));
  }
  CrashPoint("confirm.before");
  if (Status status = state_.Confirm(epoch); !status.ok()) return status;
  CrashPoint("confirm.after");
  recovered.notes.push_back(
      fmt::format("epoch {}, which an earlier run had recorded, was committed: {} receipts", epoch, receipts->size()));
  return TakeRecorded(state_, recovered);
}

// A node that kept state must still mean the same, or what it kept would be taken for something else.
Status Recovery::CompareWithRecorded(Recovered& recovered) const {
  Result<std::vector<Snapshot>> snapshots = state_.Snapshots();
  if (!snapshots.ok()) return snapshots.status();
  recovered.snapshots = std::move(*snapshots);
  if (recovered.snapshots.empty() || state_.recorded_pipeline() == plan_.pipeline().canonical) return {};
  const Result<std::shared_ptr<graph::Plan>> before = recall_(state_.recorded_pipeline(), state_.recorded_now());
  if (!before.ok()) return Status(before.status()).Annotate("the pipeline of the last run");
  const auto meaning = [](const graph::Plan& plan, const std::string& name) {
    const graph::Node* node = plan.Find(name);
    return node == nullptr ? "" : node->config.type + "\n" + config::Canonical(node->config.options);
  };
  const auto changed = [&](const Snapshot& snapshot) { return meaning(**before, snapshot.node) != meaning(plan_, snapshot.node); };
  for (const Snapshot& snapshot : recovered.snapshots) {
    if (!changed(snapshot)) continue;
    const std::string now = meaning(plan_, snapshot.node);
    if (!permits_.accept_changes)
      return Status::Config(fmt::format(
          "`{}` keeps state, and {} since the last run: it was\n{}\n{}{}\n--accept-changes goes on without what it kept", snapshot.node,
          now.empty() ? "is gone" : "changed", meaning(**before, snapshot.node), now.empty() ? "" : "and is now\n", now));
  }
  std::erase_if(recovered.snapshots, changed);
  return {};
}

// A state that has committed nothing yet may be one that was lost, and one that was moved here may be older than it was: what they would
// read again may stand in the targets already.
Status Recovery::AskSinks() {
  const bool has_committed = state_.last_epoch() > 0;
  if (permits_.from_scratch || (has_committed && !state_.moved())) return state_.Settle();
  if (!state_.lost().empty())
    return Status::Config(fmt::format("{} says that another state was here, and it is gone. Bring it back, or run with --from-scratch",
                                      state_.lost().front()));
  for (const auto& node : plan_.nodes()) {
    if (node->kind() != WEIR_SINK || node->dead_letters || node->sink().foreign == nullptr) continue;
    graph::Collector words;
    node->sink().foreign(node->self, Str(state_.state_id()), state_.last_epoch(), &words.writer);
    if (words.text().empty()) continue;
    if (has_committed)
      return Status::Config(fmt::format(
          "{}: {} was written by an epoch after {}, which is the last one that this state knows: it is an older copy. Bring back the newest one, "
          "or remove what the epochs after {} wrote",
          node->name(), words.text(), state_.last_epoch(), state_.last_epoch()));
    return Status::Config(fmt::format(
        "{}: {} was written under another state, and this state is new: it can't know what was read, and would write it again beside that. "
        "Bring back the state that belongs to it, write to another place, or run with --from-scratch",
        node->name(), words.text()));
  }
  return state_.Settle();
}

Status TakeRecorded(const State& state, Recovered& recovered) {
  Result<Ledger> ledger = Ledger::FromJson(state.recorded_ledger());
  if (!ledger.ok()) return ledger.status();
  recovered.ledger = std::move(*ledger);
  const Result<std::vector<SplitProgress>> splits = state.NewestSplits();
  if (!splits.ok()) return splits.status();
  for (const SplitProgress& split : *splits)
    if (split.damaged) recovered.damaged.push_back(split.id);
  return {};
}

Status Sweep(const graph::Plan& plan, const State& state) {
  // What is to be taken back stays too: a file that is still staged tells that the one at its place is somebody else's.
  Result<std::vector<Receipt>> receipts = state.Receipts(ReceiptState::Prepared);
  if (!receipts.ok()) return receipts.status();
  Result<std::vector<Receipt>> to_retract = state.Receipts(ReceiptState::ToRetract);
  if (!to_retract.ok()) return to_retract.status();
  std::ranges::move(*to_retract, std::back_inserter(*receipts));
  // Sinks that write below the same folder share a staging place, so each is told of all receipts.
  std::vector<weir_str> keep;
  for (const Receipt& receipt : *receipts) keep.push_back(Str(receipt.bytes));
  for (const auto& node : plan.nodes()) {
    if (node->kind() != WEIR_SINK || node->sink().sweep == nullptr) continue;
    weir_error error = graph::NoError();
    CrashPoint("sweep.before");
    const weir_code code = node->sink().sweep(node->self, Str(state.state_id()), keep.data(), keep.size(), &error);
    CrashPoint("sweep.after");
    if (Status status = graph::Outcome(code, error); !status.ok()) return std::move(status).Annotate(node->name());
  }
  return {};
}

}  // namespace weir::epoch

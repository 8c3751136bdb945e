#include "epoch/committer.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <mutex>

#include "epoch/tasks.hpp"
#include "graph/call.hpp"
#include "graph/rejects.hpp"
#include "weir/crash_point.hpp"

namespace weir::epoch {
namespace {

using std::chrono::steady_clock;

// One receipt, until `call` has done it or says that it can't be done, or until `deadline`.
template <class Call>
Status Insist(graph::Runtime& runtime, const graph::Node& node, steady_clock::time_point deadline, Call&& call) {
  graph::Backoff backoff(runtime, deadline);
  for (;;) {
    if (runtime.cancelled()) return Status::Cancelled("stopped before all of it was committed").Annotate(node.name());
    weir_error error = graph::NoError();
    const weir_code code = call(error);
    Status status = graph::Outcome(code, error);
    if (status.ok()) return {};
    if (code == WEIR_E_RETRY && backoff.Wait(error.retry_after_ms)) continue;
    return (runtime.cancelled() ? Status::Cancelled(status.message()) : std::move(status)).Annotate(node.name());
  }
}

// The sink that can take this receipt back, or null.
const graph::Node* SinkOf(const graph::Plan& plan, const Receipt& receipt) {
  const graph::Node* node = plan.Find(receipt.node);
  return node != nullptr && node->kind() == WEIR_SINK && node->sink().retract != nullptr ? node : nullptr;
}

Status Missing(const Receipt& receipt) {
  return Status::Config(fmt::format(
      "a rewound epoch wrote to a sink `{}` that this pipeline does not have any more; run it once more as it was, so that it can be taken back",
      receipt.node));
}

weir_code Retract(const graph::Node& node, const Receipt& receipt, weir_error& error) {
  const weir_code code = node.sink().retract(node.self, Str(receipt.bytes), &error);
  if (code < 0 || !node.dead_letters || node.sink().describe == nullptr) return code;
  // Letters that were put back have another name, and come again with what is read again.
  graph::Collector words;
  node.sink().describe(node.self, Str(receipt.bytes), &words.writer);
  std::error_code gone;
  if (!words.text().empty()) std::filesystem::remove(words.text() + graph::kReplayed, gone);
  return code;
}

Status RetractReceipts(graph::Runtime& runtime, const graph::Plan& plan, const State& state, steady_clock::time_point deadline) {
  const Result<std::vector<Receipt>> receipts = state.Receipts(ReceiptState::ToRetract);
  if (!receipts.ok()) return receipts.status();
  std::vector<std::function<Status()>> tasks;
  for (const Receipt& receipt : *receipts) {
    const graph::Node* node = SinkOf(plan, receipt);
    if (node == nullptr) return Missing(receipt);
    tasks.emplace_back([&runtime, &receipt, node, deadline] {
      return Insist(runtime, *node, deadline, [&](weir_error& error) { return Retract(*node, receipt, error); });
    });
  }
  return RunAll(tasks);
}

// Tells each sink that what it wrote in this epoch is visible, unless some of it is not.
Status TellSinks(graph::Runtime& runtime, const graph::Plan& plan, const std::vector<Receipt>& receipts,
                 const std::set<std::string>& refused) {
  const auto deadline = steady_clock::now() + runtime.give_up_after;
  std::map<const graph::Node*, std::vector<weir_str>> told;
  for (const Receipt& receipt : receipts) {
    const graph::Node* node = plan.Find(receipt.node);
    if (!refused.contains(receipt.node) && WEIR_HAS(&node->sink(), committed) && node->sink().committed != nullptr)
      told[node].push_back(Str(receipt.bytes));
  }
  std::vector<std::function<Status()>> tasks;
  for (const auto& [node, visible] : told)
    tasks.emplace_back([&runtime, node = node, &visible = visible, deadline] {
      return Insist(runtime, *node, deadline, [&](weir_error& error) {
        CrashPoint("committed.before");
        const weir_code code = node->sink().committed(node->self, visible.data(), visible.size(), &error);
        CrashPoint("committed.after");
        return code;
      });
    });
  return RunAll(tasks);
}

}  // namespace

Status CommitReceipts(graph::Runtime& runtime, const graph::Plan& plan, const State& state, const std::vector<Receipt>& receipts,
                      std::set<std::string>& refused) {
  const auto deadline = steady_clock::now() + runtime.give_up_after;
  if (Status status = RetractReceipts(runtime, plan, state, deadline); !status.ok()) return status;
  std::mutex mutex;
  std::vector<std::function<Status()>> tasks;
  for (const Receipt& receipt : receipts) {
    const graph::Node* node = plan.Find(receipt.node);
    if (node == nullptr) return Status::Bug(fmt::format("a receipt of a sink `{}` that its own pipeline does not have", receipt.node));
    tasks.emplace_back([&, &receipt = receipt, node] {
      Status status = Insist(runtime, *node, deadline, [&](weir_error& error) {
        CrashPoint("commit.before");
        const weir_code code = node->sink().commit(node->self, Str(receipt.bytes), &error);
        CrashPoint("commit.after");
        return code;
      });
      const std::lock_guard lock(mutex);
      if (!status.ok()) refused.insert(receipt.node);
      return status;
    });
  }
  Status status = RunAll(tasks);
  // Nobody tells them later, so the epoch can't end before: neither confirmed nor repaired.
  if (Status told = TellSinks(runtime, plan, receipts, refused); !told.ok()) {
    refused.clear();
    return told;
  }
  return status;
}

Status CanRetract(const graph::Plan& plan, const State& state) {
  const Result<std::vector<Receipt>> receipts = state.Receipts(ReceiptState::ToRetract);
  if (!receipts.ok()) return receipts.status();
  for (const Receipt& receipt : *receipts)
    if (SinkOf(plan, receipt) == nullptr) return Missing(receipt);
  return {};
}

Result<std::shared_ptr<graph::Plan>> PlanOfPrepared(graph::Runtime& runtime, const State& state, const graph::Plan& today,
                                                    const Recall& recall, uint32_t lanes) {
  if (state.recorded_pipeline() == today.pipeline().canonical) return std::shared_ptr<graph::Plan>();
  Result<std::shared_ptr<graph::Plan>> plan = recall(state.recorded_pipeline(), state.recorded_now());
  if (!plan.ok())
    return Status(plan.status())
        .Annotate(fmt::format("epoch {} was recorded and must be committed by the pipeline as it was then", *state.prepared()));
  for (const auto& node : (*plan)->nodes()) node->host->Attach(&runtime, state.state_id(), lanes, 0);
  return plan;
}

}  // namespace weir::epoch

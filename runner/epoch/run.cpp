#include "epoch/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <thread>

#include "graph/call.hpp"
#include "weir/crash_point.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::epoch {
namespace {

using graph::NoError;
using std::chrono::steady_clock;

constexpr size_t kIoThreads = 8;
// Bookmarks of finished splits are kept in memory until their epoch is recorded.
constexpr size_t kSplitsPerEpoch = 100'000;
constexpr uint64_t kDeadLetterMemory = 8u << 20;

uint32_t LanesOf(const config::Pipeline& pipeline) {
  return pipeline.lanes > 0 ? static_cast<uint32_t>(pipeline.lanes) : std::max(1u, std::thread::hardware_concurrency());
}

// An eighth of the pipeline's memory is for what is between reader and sink (more was measured to gain nothing: a batch that waits
// leaves the cache), half for what sinks gather; the rest covers what transforms make beyond their input, readers' buffers, what the
// allocator keeps, and the process itself.
uint64_t PoolOf(const config::Pipeline& pipeline) { return static_cast<uint64_t>(pipeline.memory) / 8; }
uint64_t SinkBudget(const config::Pipeline& pipeline) { return static_cast<uint64_t>(pipeline.memory) / 2; }

// Runs the tasks on a few IO threads and returns the first failure.
Status RunAll(const std::vector<std::function<Status()>>& tasks) {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  Status first;
  const auto work = [&] {
    for (size_t i = next++; i < tasks.size(); i = next++) {
      Status status = tasks[i]();
      const std::lock_guard lock(mutex);
      if (!status.ok() && first.ok()) first = std::move(status);
    }
  };
  if (tasks.size() == 1)
    work();
  else {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < std::min(kIoThreads, tasks.size()); ++i) threads.emplace_back(work);
  }
  return first;
}

}  // namespace

int Outcome::exit_code() const {
  switch (failure.code()) {
    case WEIR_OK: break;
    case WEIR_E_DENIED: return 5;
    case WEIR_E_CONFIG: return 78;
    case WEIR_E_CANCELLED: return 75;
    case WEIR_E_RETRY:
    case WEIR_E_FATAL:
    case WEIR_E_LOST:
    case WEIR_E_SPLIT: return 4;
    default: return 1;
  }
  if (stopped) return 75;
  return too_many_rejected || !damaged.empty() ? 3 : 0;
}

std::string Outcome::status() const {
  if (!failure.ok()) return failure.code() == WEIR_E_CANCELLED ? "abandoned" : "failed";
  if (stopped) return "stopped";
  return exit_code() == 0 ? "done" : "done with losses";
}

Run::Run(graph::Plan& plan, State& state, graph::NodeHost::Log log, Recall recall, Permits permits)
    : plan_(plan),
      state_(state),
      log_(std::move(log)),
      recall_(std::move(recall)),
      permits_(permits),
      lanes_(LanesOf(plan.pipeline())),
      runtime_(plan.pipeline().epoch.give_up_after),
      credits_(PoolOf(plan.pipeline()), lanes_, PoolOf(plan.pipeline()) / (4 * lanes_)),
      flow_(lanes_) {
  runtime_.flow = &flow_;
  runtime_.credits = &credits_;
  if (const char* validate = std::getenv("WEIR_VALIDATE"); validate != nullptr && std::string_view(validate) == "1")
    runtime_.checked = graph::Depth::Values;
  held_.resize(plan_.nodes().size());
  size_t sinks = 0;
  for (const auto& node : plan_.nodes()) sinks += node->kind() == WEIR_SINK && !node->dead_letters ? 1 : 0;
  for (const auto& node : plan_.nodes()) {
    const uint64_t memory = node->dead_letters ? kDeadLetterMemory : node->kind() == WEIR_SINK ? SinkBudget(plan.pipeline()) / sinks : 0;
    node->host->Attach(&runtime_, state.state_id(), lanes_, memory);
    auto& lanes = lane_nodes_.emplace_back();
    for (uint32_t lane = 0; lane < lanes_; ++lane) lanes.push_back(std::make_unique<graph::LaneNode>(*node, lane, runtime_));
  }
  for (const auto& node : plan_.nodes()) {
    for (uint32_t lane = 0; lane < lanes_; ++lane) {
      std::vector<std::vector<graph::LaneNode*>> targets;
      for (const auto& port : node->outputs) {
        auto& to = targets.emplace_back();
        for (const graph::Edge* edge : port) to.push_back(lane_nodes_[edge->to->index][lane].get());
      }
      lane_nodes_[node->index][lane]->Connect(std::move(targets), lane_nodes_.back()[lane].get());
    }
  }
}

Run::~Run() = default;

void Run::Stop(int times) {
  stops_ = times;
  if (times > 1) return runtime_.Abandon();
  grace_ = std::jthread([this] {
    if (runtime_.Sleep(plan_.pipeline().epoch.grace)) runtime_.Abandon();
  });
  runtime_.Notify();
}

Status Run::Interrupted() const {
  if (auto failure = runtime_.failure()) return *failure;
  if (runtime_.cancelled()) return Status::Cancelled("stopped before the epoch was committed; the last commit stands");
  return {};
}

Outcome Run::Execute() {
  Status status = Recover();
  if (status.ok()) status = OpenLanes();
  if (status.ok()) status = BeginEpoch();
  if (status.ok()) {
    StartReading();
    for (bool more = true; more && status.ok();) {
      const Due due = WaitUntilDue();
      if (due == Due::Failed) {
        status = Interrupted();
        break;
      }
      more = due == Due::Epoch;
      outcome_.stopped = stops_ > 0;
      status = EndEpoch(due == Due::End);
      if (status.ok() && more) status = BeginEpoch();
      if (status.ok() && more) runtime_.gate.Open();
    }
  }
  if (!status.ok()) runtime_.Fail("", status);
  runtime_.Abandon();  // lets go of readers that wait; everything they put in is committed or given up
  if (readers_) outcome_.already_read = readers_->already_read();
  readers_.reset();
  flow_.Wait();
  for (auto& lanes : lane_nodes_)
    for (auto& lane : lanes) lane->Close();
  if (!status.ok() && !in_doubt_) (void)Sweep();  // what it can't remove now, the next start does
  if (!status.ok()) CrashPoint("abandon.after");
  outcome_.failure = status;
  outcome_.damaged = bookmarks_.damaged();
  outcome_.damaged_count = bookmarks_.damaged_count();
  outcome_.bytes = runtime_.totals.bytes;
  outcome_.splits = runtime_.totals.splits_done;
  const uint64_t read = outcome_.ledger.read();
  const uint64_t rejected = outcome_.ledger.rejected();
  outcome_.too_many_rejected =
      RejectedEnough() || static_cast<double>(rejected) > plan_.pipeline().dead_letter.max_rejected * static_cast<double>(read);
  return std::move(outcome_);
}

// What the last run left: an epoch that was recorded is committed by the pipeline that recorded it, and what no receipt names is
// swept.
Status Run::Recover() {
  epoch_ = state_.last_epoch();
  if (const auto prepared = state_.prepared()) {
    Result<std::vector<Receipt>> receipts = state_.Receipts(Receipt::Prepared);
    if (!receipts.ok()) return receipts.status();
    Result<std::string> recorded = state_.RecordedPipeline();
    if (!recorded.ok()) return recorded.status();
    std::shared_ptr<graph::Plan> recalled;
    if (*recorded != plan_.pipeline().canonical) {
      Result<std::shared_ptr<graph::Plan>> plan = recall_(*recorded);
      if (!plan.ok())
        return Status(plan.status())
            .Annotate(fmt::format("epoch {} was recorded and must be committed by the pipeline as it was then", *prepared));
      recalled = std::move(*plan);
      for (const auto& node : recalled->nodes()) node->host->Attach(&runtime_, state_.state_id(), lanes_, 0);
    }
    Status status = Retract();
    if (status.ok()) status = Commit(recalled ? *recalled : plan_, *receipts);
    if (!status.ok()) return std::move(status).Annotate(fmt::format("epoch {} is recorded and half-committed", *prepared));
    CrashPoint("confirm.before");
    if (status = state_.Confirm(*prepared); !status.ok()) return status;
    outcome_.notes.push_back(
        fmt::format("epoch {}, which an earlier run had recorded, was committed: {} receipts", *prepared, receipts->size()));
    CrashPoint("confirm.after");
  }
  if (Status status = CompareWithRecorded(); !status.ok()) return status;
  if (Status status = LookForForeign(); !status.ok()) return status;
  return Sweep();
}

// A state that has committed nothing yet may be one that was lost: what it would read again may stand in the target already.
Status Run::LookForForeign() {
  if (state_.last_epoch() > 0 || permits_.from_scratch) return {};
  for (const auto& node : plan_.nodes()) {
    if (node->kind() != WEIR_SINK || node->dead_letters || node->sink().foreign == nullptr) continue;
    graph::Collector words;
    node->sink().foreign(node->self, Str(state_.state_id()), &words.writer);
    if (words.text().empty()) continue;
    return Status::Config(fmt::format(
        "{}: {} was written under another state, and this state is new: it can't know what was read, and would write it again beside that. "
        "Bring back the state that belongs to it, write to another place, or run with --from-scratch",
        node->name(), words.text()));
  }
  return {};
}

// A node that kept state must still mean the same, or what it kept would be taken for something else.
Status Run::CompareWithRecorded() {
  Result<std::vector<Snapshot>> snapshots = state_.Snapshots();
  if (!snapshots.ok()) return snapshots.status();
  snapshots_ = std::move(*snapshots);
  Result<std::string> recorded = state_.RecordedPipeline();
  if (!recorded.ok()) return recorded.status();
  if (snapshots_.empty() || *recorded == plan_.pipeline().canonical) return {};
  const Result<std::shared_ptr<graph::Plan>> before = recall_(*recorded);
  if (!before.ok()) return Status(before.status()).Annotate("the pipeline of the last run");
  const auto meaning = [](const graph::Plan& plan, const std::string& name) {
    for (const auto& node : plan.nodes())
      if (node->name() == name) return node->config.type + "\n" + config::Canonical(node->config.options);
    return std::string();
  };
  const auto changed = [&](const Snapshot& snapshot) { return meaning(**before, snapshot.node) != meaning(plan_, snapshot.node); };
  for (const Snapshot& snapshot : snapshots_) {
    if (!changed(snapshot)) continue;
    const std::string now = meaning(plan_, snapshot.node);
    if (!permits_.accept_changes)
      return Status::Config(fmt::format(
          "`{}` keeps state, and {} since the last run: it was\n{}\n{}{}\n--accept-changes goes on without what it kept", snapshot.node,
          now.empty() ? "is gone" : "changed", meaning(**before, snapshot.node), now.empty() ? "" : "and is now\n", now));
  }
  std::erase_if(snapshots_, changed);
  return {};
}

Status Run::Sweep() {
  Result<std::vector<Receipt>> receipts = state_.Receipts(Receipt::Prepared);
  if (!receipts.ok()) return receipts.status();
  // Sinks that write below the same folder share a staging place, so each is told of all receipts.
  std::vector<weir_str> keep;
  for (const Receipt& receipt : *receipts) keep.push_back(Str(receipt.bytes));
  for (const auto& node : plan_.nodes()) {
    if (node->kind() != WEIR_SINK || node->sink().sweep == nullptr) continue;
    weir_error error = NoError();
    CrashPoint("sweep.before");
    const weir_code code = node->sink().sweep(node->self, Str(state_.state_id()), keep.data(), keep.size(), &error);
    CrashPoint("sweep.after");
    if (Status status = graph::Outcome(code, error); !status.ok()) return std::move(status).Annotate(node->name());
  }
  return {};
}

Status Run::OpenLanes() {
  for (auto& lanes : lane_nodes_)
    for (auto& lane : lanes)
      if (Status status = lane->Open(); !status.ok()) return status;
  for (const auto& node : plan_.nodes()) {
    if (node->kind() != WEIR_TRANSFORM || node->transform().restore == nullptr) continue;
    std::vector<weir_str> states;
    for (const Snapshot& snapshot : snapshots_)
      if (snapshot.node == node->name()) states.push_back(Str(snapshot.bytes));
    if (states.empty()) continue;
    if (Status status = lane_nodes_[node->index][0]->Restore(states); !status.ok()) return status;
    held_[node->index] = lane_nodes_[node->index][0]->held();  // what it counted as held again
  }
  return {};
}

Status Run::BeginEpoch() {
  CrashPoint("begin.before");
  ++epoch_;
  bytes_at_epoch_ = runtime_.totals.bytes;
  for (auto& lanes : lane_nodes_)
    for (auto& lane : lanes)
      if (Status status = lane->Begin(epoch_); !status.ok()) return status;
  return {};
}

void Run::StartReading() {
  std::vector<graph::Readers::Source> sources;
  for (const auto& node : plan_.nodes()) {
    if (node->kind() != WEIR_SOURCE) continue;
    graph::Readers::Source source{node.get(), SourceHash(*node), {}};
    for (auto& lane : lane_nodes_[node->index]) source.lanes.push_back(lane.get());
    sources.push_back(std::move(source));
  }
  readers_ = std::make_unique<graph::Readers>(runtime_, bookmarks_, state_, lanes_, frame::Limits{});
  // One more than there are lanes: while one waits for its disk or its lane, another inflates.
  readers_->Start(std::move(sources), lanes_ + 1);
}

bool Run::RejectedEnough() const {
  const auto& limit = plan_.pipeline().dead_letter.stop_after_rejected;
  if (!limit) return false;
  uint64_t rejected = outcome_.ledger.rejected();
  for (const auto& lanes : lane_nodes_)
    for (const auto& lane : lanes) rejected += lane->rejected();
  return rejected > static_cast<uint64_t>(*limit);
}

// Readers wait for credits while nothing moves that could give any back: sinks keep their batches, and only a cut frees them.
bool Run::SinksKeepAll() const {
  if (!credits_.wanted()) return false;
  for (const auto& lanes : lane_nodes_)
    for (const auto& lane : lanes)
      if (!lane->idle()) return false;
  return true;
}

Run::Due Run::WaitUntilDue() {
  for (;;) {
    if (runtime_.cancelled()) return Due::Failed;
    if (stops_ > 0) return Due::Stop;
    if (RejectedEnough()) {
      outcome_.notes.push_back("stopped early: more rows were rejected than stop_after_rejected allows");
      return Due::Stop;
    }
    if (readers_->done()) return Due::End;
    const auto& epoch = plan_.pipeline().epoch;
    if (runtime_.totals.bytes - bytes_at_epoch_ >= static_cast<uint64_t>(epoch.bytes)) return Due::Epoch;
    if (bookmarks_.finished_since() >= kSplitsPerEpoch) return Due::Epoch;
    if (SinksKeepAll()) return Due::Epoch;
    std::unique_lock lock(runtime_.mutex);
    runtime_.changed.wait_for(lock, std::chrono::milliseconds(100));
  }
}

// Steps 1 and 2: nobody emits any more, and what was emitted has reached its end.
Status Run::Drain(bool final) {
  CrashPoint("stop.before");
  runtime_.gate.Close();
  CrashPoint("stop.after");
  flow_.Wait();
  CrashPoint("drain.after");
  if (final)
    for (auto& lanes : lane_nodes_)
      for (auto& lane : lanes) {
        if (Status status = lane->Finish(); !status.ok()) return runtime_.failure().value_or(status);
        flow_.Wait();
        CrashPoint("finish.after");
      }
  return Interrupted();
}

// Step 3.  The order of the nodes has every sink before those fed by what it rejects, and the dead letters last.
Status Run::Cut() {
  for (auto& lanes : lane_nodes_) {
    if (lanes.front()->node().kind() != WEIR_SINK) continue;
    std::vector<std::function<Status()>> tasks;
    for (auto& lane : lanes) tasks.emplace_back([&lane] { return lane->Cut(); });
    if (Status status = RunAll(tasks); !status.ok()) return status;
    flow_.Wait();
    CrashPoint("cut.sink");
  }
  return Interrupted();
}

Ledger Run::TakeLedger() {
  Ledger ledger;
  for (const auto& node : plan_.nodes()) {
    NodeCounts counts;
    counts.name = node->name();
    counts.type = node->config.type;
    counts.kind = node->kind();
    counts.rows = node->component->rows;
    counts.dead_letters = node->dead_letters;
    for (auto& lane : lane_nodes_[node->index]) lane->TakeCounts(counts);
    counts.held_before = std::exchange(held_[node->index], counts.held);
    ledger.nodes.push_back(std::move(counts));
  }
  return ledger;
}

// Step 5.
Status Run::Prepare(EpochRecord& record) {
  std::vector<std::function<Status()>> tasks;
  std::mutex mutex;
  for (auto& lanes : lane_nodes_) {
    for (auto& lane : lanes) {
      const graph::Node& node = lane->node();
      if (node.kind() == WEIR_SINK)
        tasks.emplace_back([&] {
          std::vector<std::string> receipts;
          Status status = lane->Prepare(receipts);
          const std::lock_guard lock(mutex);
          for (std::string& receipt : receipts) record.receipts.push_back({node.name(), lane->lane(), std::move(receipt)});
          return status;
        });
      if (node.kind() == WEIR_TRANSFORM && node.transform().snapshot != nullptr)
        tasks.emplace_back([&] {
          std::string bytes;
          Status status = lane->Snapshot(bytes);
          const std::lock_guard lock(mutex);
          record.snapshots.push_back({node.name(), lane->lane(), std::move(bytes)});
          return status;
        });
    }
  }
  return RunAll(tasks);
}

Status Run::EndEpoch(bool final) {
  const auto from = steady_clock::now();
  if (Status status = Drain(final); !status.ok()) return status;
  CrashPoint("cut.before");
  if (Status status = Cut(); !status.ok()) return status;
  CrashPoint("cut.after");
  const Ledger ledger = TakeLedger();
  Status balance = ledger.Balance();
  CrashPoint("balance.after");
  outcome_.balanced = balance.ok();
  if (!balance.ok()) return balance;
  EpochRecord record;
  record.splits = bookmarks_.TakeMoved();
  if (ledger.empty() && record.splits.empty()) {
    --epoch_;  // nothing happened, so there is nothing to commit
    return {};
  }
  record.number = epoch_;
  record.pipeline = plan_.pipeline().canonical;
  record.ledger = ledger.ToJson();
  CrashPoint("prepare.before");
  if (Status status = Prepare(record); !status.ok()) return status;
  CrashPoint("prepare.after");
  if (Status status = Interrupted(); !status.ok()) return status;
  CrashPoint("record.before");
  // A transaction that failed may still be on disk, and the next start may find it: what it names must stay until then.
  in_doubt_ = true;
  if (Status status = state_.Record(record); !status.ok()) return status;
  in_doubt_ = false;
  CrashPoint("record.after");
  outcome_.paused += steady_clock::now() - from;
  Status status = Retract();
  if (status.ok()) status = Commit(plan_, record.receipts);
  if (!status.ok())
    return std::move(status).Annotate(fmt::format("epoch {} is recorded and half-committed; the next run commits the rest", epoch_));
  CrashPoint("confirm.before");
  if (Status status = state_.Confirm(epoch_); !status.ok()) return status;
  CrashPoint("confirm.after");
  outcome_.ledger.Add(ledger);
  ++outcome_.epochs;
  return Tell(std::move(record.splits));
}

// What a rewind took out of the bookmarks goes away just before what replaces it comes.
Status Run::Retract() {
  Result<std::vector<Receipt>> receipts = state_.Receipts(Receipt::ToRetract);
  if (!receipts.ok()) return receipts.status();
  for (const Receipt& receipt : *receipts) {
    const graph::Node* node = plan_.Find(receipt.node);
    if (node == nullptr || node->kind() != WEIR_SINK || node->sink().retract == nullptr)
      return Status::Config(
          fmt::format("a rewound epoch wrote to a sink `{}` that this pipeline does not have; run it once more as it was", receipt.node));
    if (Status status =
            TryCommitStep(*node, [&](weir_error& error) { return node->sink().retract(node->self, Str(receipt.bytes), &error); });
        !status.ok())
      return status;
  }
  return {};
}

// Step 7: each receipt until it is confirmed or refused for good.
Status Run::Commit(graph::Plan& plan, const std::vector<Receipt>& receipts) {
  std::vector<std::function<Status()>> tasks;
  for (const Receipt& receipt : receipts) {
    const graph::Node* node = plan.Find(receipt.node);
    if (node == nullptr) return Status::Bug(fmt::format("a receipt of a sink `{}` that its own pipeline does not have", receipt.node));
    tasks.emplace_back([this, &receipt, node] {
      return TryCommitStep(*node, [&](weir_error& error) {
        CrashPoint("commit.before");
        const weir_code code = node->sink().commit(node->self, Str(receipt.bytes), &error);
        CrashPoint("commit.after");
        return code;
      });
    });
  }
  // One after the other: two commits that make the same folder at once could each take it for durable before it is.
  for (const auto& task : tasks)
    if (Status status = task(); !status.ok()) return status;
  return {};
}

Status Run::TryCommitStep(const graph::Node& node, const std::function<weir_code(weir_error&)>& call) {
  graph::Backoff backoff(runtime_);
  for (;;) {
    weir_error error = NoError();
    const weir_code code = call(error);
    Status status = graph::Outcome(code, error);
    if (status.ok()) return {};
    if (code == WEIR_E_RETRY && backoff.Wait(error.retry_after_ms)) continue;
    return (runtime_.cancelled() ? Status::Cancelled(status.message()) : std::move(status)).Annotate(node.name());
  }
}

// Step 9.  A source that can't be told now is told with the next epoch, and holds nothing up.
Status Run::Tell(std::vector<SplitProgress> splits) {
  untold_.insert(untold_.end(), std::make_move_iterator(splits.begin()), std::make_move_iterator(splits.end()));
  std::vector<SplitProgress> failed;
  for (const auto& node : plan_.nodes()) {
    if (node->kind() != WEIR_SOURCE || node->source().committed == nullptr) continue;
    const uint64_t source = SourceHash(*node);
    std::vector<weir_progress> progress;
    for (const SplitProgress& split : untold_)
      if (split.source == source) progress.push_back({Str(split.id), Str(split.position), split.finished ? 1 : 0});
    if (progress.empty()) continue;
    weir_error error = NoError();
    if (node->source().committed(node->self, progress.data(), progress.size(), &error) >= 0) continue;
    log_(WEIR_WARN, node->name(), fmt::format("could not be told what was committed: {}; trying again with the next epoch", error.message));
    std::ranges::copy_if(untold_, std::back_inserter(failed), [&](const SplitProgress& split) { return split.source == source; });
  }
  untold_ = std::move(failed);
  return {};
}

uint64_t Run::SourceHash(const graph::Node& node) const {
  std::string identity = plan_.identity(node);
  // Two sources of the same objects each have bookmarks of their own.
  for (const auto& other : plan_.nodes()) {
    if (other.get() == &node) break;
    if (other->kind() == WEIR_SOURCE && plan_.identity(*other) == plan_.identity(node)) identity += "\nagain";
  }
  return XXH3_64bits(identity.data(), identity.size());
}

}  // namespace weir::epoch

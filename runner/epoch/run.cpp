#include "epoch/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <thread>

#include "epoch/recovery.hpp"
#include "epoch/tasks.hpp"
#include "graph/call.hpp"
#include "weir/crash_point.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::epoch {
namespace {

using graph::NoError;
using std::chrono::steady_clock;

// Bookmarks of finished splits are kept in memory until their epoch is recorded.
constexpr size_t kSplitsPerEpoch = 100'000;
// How long readers may wait while nothing moves, until only an epoch can help, and until not even that.
constexpr std::chrono::milliseconds kStuck{50};
constexpr std::chrono::seconds kStuckForGood{10};
constexpr uint64_t kDeadLetterMemory = 8u << 20;

uint32_t LanesOf(const config::Pipeline& pipeline) {
  return pipeline.lanes > 0 ? static_cast<uint32_t>(pipeline.lanes) : std::max(1u, std::thread::hardware_concurrency());
}

// An eighth of the pipeline's memory is for what is between reader and sink, half for what sinks gather; the rest covers what transforms
// make beyond their input, readers' buffers, what the allocator keeps, and the process itself.  The eighth is used up by many readers, or
// by sinks that keep batches: a few readers stop before, when their lanes have enough to do.
uint64_t PoolOf(const config::Pipeline& pipeline) { return static_cast<uint64_t>(pipeline.memory) / 8; }
uint64_t SinkBudget(const config::Pipeline& pipeline) { return static_cast<uint64_t>(pipeline.memory) / 2; }

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
  if (half_committed) return "half-committed";
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
  if (status.ok()) status = TellAgain();
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
      outcome_.stopped = due == Due::Stop && stops_ > 0;
      status = EndEpoch(due);
      outcome_.read_all = status.ok() && due == Due::End;
      if (status.ok() && more) status = BeginEpoch();
      if (status.ok() && more) runtime_.gate.Open();
    }
  }
  // Of a call whose answer was lost a service may have kept more than it is known to.
  if (status.ok() && outcome_.epochs > 0) (void)Sweep(plan_, state_);
  if (!status.ok()) runtime_.Fail("", status);
  runtime_.Abandon();  // lets go of readers that wait; everything they put in is committed or given up
  if (readers_) outcome_.already_read = readers_->already_read();
  readers_.reset();
  flow_.Wait();
  for (auto& lanes : lane_nodes_)
    for (auto& lane : lanes) lane->Close();
  if (!status.ok() && !in_doubt_) (void)Sweep(plan_, state_);  // what it can't remove now, the next start does
  if (!status.ok()) CrashPoint("abandon.after");
  outcome_.failure = status;
  outcome_.asked_to_stop = stops_ > 0;
  TakeTotals();
  const uint64_t read = outcome_.ledger.read();
  const uint64_t rejected = outcome_.ledger.rejected();
  outcome_.too_many_rejected =
      RejectedEnough() || static_cast<double>(rejected) > plan_.pipeline().dead_letter.max_rejected * static_cast<double>(read);
  return std::move(outcome_);
}

void Run::TakeTotals() {
  outcome_.damaged = bookmarks_.damaged();
  outcome_.damaged_count = bookmarks_.damaged_count();
  outcome_.bytes = runtime_.totals.bytes;
  outcome_.splits = runtime_.totals.splits_done;
}

// What the last run left is ended first.
Status Run::Recover() {
  epoch_ = state_.last_epoch();
  Recovery recovery(runtime_, plan_, state_, recall_, permits_, lanes_);
  Recovered recovered;
  Status status = recovery.Recover(recovered);
  outcome_.half_committed = recovery.half_committed();
  outcome_.ledger.Add(recovered.ledger);
  std::ranges::move(recovered.notes, std::back_inserter(outcome_.notes));
  for (const std::string& id : recovered.damaged)
    bookmarks_.Report(id, "was damaged when the epoch read it that an earlier run had recorded");
  snapshots_ = std::move(recovered.snapshots);
  return status;
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
  std::optional<steady_clock::time_point> kept_all_since;
  for (;;) {
    const uint64_t events = runtime_.events();
    if (runtime_.cancelled()) return Due::Failed;
    if (readers_->done()) return Due::End;
    if (stops_ > 0) return Due::Stop;
    if (RejectedEnough()) {
      outcome_.notes.push_back("stopped early: more rows were rejected than stop_after_rejected allows");
      return Due::Stop;
    }
    // Credits that were just given back may not have reached who waits for them, so it must last.
    if (!SinksKeepAll())
      kept_all_since.reset();
    else if (!kept_all_since)
      kept_all_since = steady_clock::now();
    const auto kept_for = kept_all_since ? steady_clock::now() - *kept_all_since : steady_clock::duration::zero();
    if (state_.owed()) {
      // All of it is one epoch, as it was before.
      if (kept_for > kStuckForGood)
        runtime_.Fail(
            "",
            Status::Fatal(
                "the sinks hold all the memory there is before the repair is whole; weir state rewind to before that epoch gives all of it up"));
    } else if (kept_for > kStuck || EpochIsFull()) {
      return Due::Epoch;
    }
    runtime_.WaitForEvent(events, std::chrono::milliseconds(100));
  }
}

bool Run::EpochIsFull() const {
  return runtime_.totals.bytes - bytes_at_epoch_ >= static_cast<uint64_t>(plan_.pipeline().epoch.bytes) ||
         bookmarks_.finished_since() >= kSplitsPerEpoch;
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

Status Run::EndEpoch(Due due) {
  const auto from = steady_clock::now();
  const bool final = due == Due::End && (!state_.owed() || state_.owed()->final);
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
  if (state_.owed()) {
    if (due != Due::End) return Status::Cancelled("stopped before the repair was whole; weir state repair begins it again");
    if (Status status = state_.CheckRepaired(record.splits); !status.ok()) return status;
    record.splits.clear();
  } else if (ledger.empty() && record.splits.empty()) {
    const Result<std::vector<Receipt>> rewound = state_.Receipts(ReceiptState::ToRetract);
    if (!rewound.ok()) return rewound.status();
    if (rewound->empty()) {
      --epoch_;  // nothing happened, so there is nothing to commit
      return {};
    }
  }
  record.number = epoch_;
  record.pipeline = plan_.pipeline().canonical;
  record.now_ns = plan_.pipeline().clock.now_ns;
  record.ledger = ledger.ToJson();
  record.final = final;
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
  std::set<std::string> refused;
  if (Status status = CommitReceipts(runtime_, plan_, state_, record.receipts, refused); !status.ok()) {
    outcome_.half_committed = true;
    return std::move(status).Annotate(fmt::format("epoch {} is recorded and half-committed; the next run commits the rest", epoch_));
  }
  CrashPoint("confirm.before");
  if (Status status = state_.Confirm(epoch_); !status.ok()) return status;
  CrashPoint("confirm.after");
  outcome_.ledger.Add(ledger);
  ++outcome_.epochs;
  Status told = Tell(std::move(record.splits));
  outcome_.paused += steady_clock::now() - from;
  TakeTotals();
  if (on_commit_) on_commit_(outcome_);
  return told;
}

// The run that committed the newest epoch may have died before it told the sources.
Status Run::TellAgain() {
  const auto listens = [](const auto& node) { return node->kind() == WEIR_SOURCE && node->source().committed != nullptr; };
  if (!std::ranges::any_of(plan_.nodes(), listens)) return {};
  Result<std::vector<SplitProgress>> splits = state_.NewestSplits();
  return splits.ok() ? Tell(std::move(*splits)) : splits.status();
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

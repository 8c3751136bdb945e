#include "graph/lane_node.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "graph/call.hpp"
#include "graph/credits.hpp"
#include "graph/rejects.hpp"
#include "graph/sink_thread.hpp"

namespace weir::graph {
namespace {

constexpr uint32_t kMaxRows = 65536;
constexpr uint64_t kMaxBytes = 8u << 20;

// The weir_output a transform emits to while it works on one input.
struct LaneOutput {
  weir_output table{};
  LaneNode* node = nullptr;
  std::shared_ptr<const Split> split;
  int64_t watermark_ns = INT64_MIN;

  LaneOutput(LaneNode* to, std::shared_ptr<const Split> of, int64_t watermark) : node(to), split(std::move(of)), watermark_ns(watermark) {
    table.size = sizeof table;
    table.max_rows = kMaxRows;
    table.max_bytes = kMaxBytes;
    // The C struct comes first, so a weir_output* is a LaneOutput*.
    table.emit = [](weir_output* output, weir_batch* batch) {
      auto* self = reinterpret_cast<LaneOutput*>(output);
      return self->node->Emit(*batch, self->split, self->watermark_ns);
    };
  }
};

}  // namespace

LaneNode::LaneNode(Node& node, uint32_t lane, Runtime& runtime) : node_(node), lane_(lane), runtime_(runtime) {
  if (node.kind() != WEIR_SOURCE) station_ = runtime.flow->Add([this](const Message& message) { Receive(message); }, node.index);
}

LaneNode::~LaneNode() { Close(); }

void LaneNode::Connect(std::vector<std::vector<LaneNode*>> targets, LaneNode* dead_letters) {
  targets_ = std::move(targets);
  dead_letters_ = dead_letters;
}

Status LaneNode::Open() {
  if (node_.kind() == WEIR_SOURCE) return {};
  weir_error error = NoError();
  const weir_code code = node_.component->open(node_.self, lane_, &state_, &error);
  if (Status status = Outcome(code, error); !status.ok()) return std::move(status).Annotate(node_.name());
  node_.host->AddLane(state_, this);
  if (node_.kind() == WEIR_SINK && node_.sink().blocks != 0)
    thread_ = std::make_unique<SinkThread>(*runtime_.flow, [this](const Message& message) { Work(message); });
  return {};
}

void LaneNode::Close() {
  thread_.reset();
  if (state_ != nullptr) node_.component->close(std::exchange(state_, nullptr));
}

void LaneNode::Forward(uint32_t port, BatchPtr batch) {
  const auto rows = static_cast<uint64_t>(batch->array.rows());
  if (port != node_.rejected_port()) counts_.out += rows;
  for (size_t i = 0; i < node_.outputs[port].size(); ++i) {
    targets_[port][i]->Put({batch, node_.outputs[port][i]});
  }
}

weir_code LaneNode::Emit(weir_batch& emitted, const std::shared_ptr<const Split>& split, int64_t watermark_ns) {
  auto batch = std::make_shared<Batch>();
  batch->array = Array(&emitted.array);
  if (emitted.port >= node_.rejected_port()) {
    runtime_.Fail(node_.name(), Status::Bug(fmt::format("emitted to port {}, it has {}", emitted.port, node_.rejected_port())));
    return WEIR_E_BUG;
  }
  batch->schema = node_.emitted[emitted.port].get();
  if (Status status = Fits(*batch->schema, *batch->array.get(), runtime_.checked); !status.ok()) {
    runtime_.Fail(node_.name(), std::move(status));
    return WEIR_E_BUG;
  }
  if (batch->array.rows() == 0) return WEIR_OK;
  batch->split = split;
  batch->watermark_ns = watermark_ns;
  batch->charged = runtime_.credits->Charge(lane_, OwnBytes(*batch->schema, *batch->array.get()));
  Forward(emitted.port, std::move(batch));
  return runtime_.cancelled() ? WEIR_E_CANCELLED : WEIR_OK;
}

// Rejected rows are copies, text and all: what they take is taken from the credits, like any expansion.
Credits::Hold LaneNode::ChargeCopy(const Batch& batch) const {
  return runtime_.credits->Charge(lane_, OwnBytes(*batch.schema, *batch.array.get()) + TextBytes(*batch.schema, *batch.array.get()));
}

weir_code LaneNode::Reject(const weir_batch& from, std::span<const int64_t> rows, std::span<const weir_str> reasons) {
  if (rows.empty()) return WEIR_OK;
  if (node_.dead_letters) {
    runtime_.Fail(node_.name(),
                  Status::Fatal("the dead letters can't be written: " + std::string(reasons.empty() ? "" : View(reasons[0]))));
    return WEIR_E_FATAL;
  }
  if (reasons.empty() || (reasons.size() != 1 && reasons.size() != rows.size())) {
    runtime_.Fail(node_.name(), Status::Bug("rejected rows with a wrong number of reasons"));
    return WEIR_E_BUG;
  }
  if (from.schema == nullptr) {
    runtime_.Fail(node_.name(), Status::Bug("rejected rows of a batch without a schema"));
    return WEIR_E_BUG;
  }
  if (Status status = Fits(*from.schema, from.array, runtime_.checked); !status.ok()) {
    runtime_.Fail(node_.name(), std::move(status).Annotate("rejected rows"));
    return WEIR_E_BUG;
  }
  const auto none = std::ranges::find_if(rows, [&](int64_t row) { return row < 0 || row >= from.array.length; });
  if (none != rows.end()) {
    runtime_.Fail(node_.name(), Status::Bug(fmt::format("rejected row {} of a batch of {}", *none, from.array.length)));
    return WEIR_E_BUG;
  }
  counts_.rejected += rows.size();
  auto batch = std::make_shared<Batch>();
  const uint32_t port = node_.rejected_port();
  if (!node_.outputs[port].empty()) {
    batch->array = Array(RejectedRows(*from.schema, from.array, rows, reasons));
    batch->schema = node_.emitted[port].get();
    if (Status status = Fits(*batch->schema, *batch->array.get(), Depth::Layout); !status.ok()) {
      runtime_.Fail(node_.name(), std::move(status).Annotate("rejected rows of other columns than it takes"));
      return WEIR_E_BUG;
    }
    batch->charged = ChargeCopy(*batch);
    Forward(port, std::move(batch));
    return WEIR_OK;
  }
  batch->array = Array(DeadLetters(node_.name(), *from.schema, from.array, rows, reasons));
  batch->schema = DeadLetterSchema().get();
  batch->charged = ChargeCopy(*batch);
  dead_letters_->Put({std::move(batch), dead_letters_->node_.inputs.front()});
  return WEIR_OK;
}

void LaneNode::Count(int32_t what, uint64_t rows) {
  switch (what) {
    case WEIR_DROPPED: counts_.dropped += rows; break;
    case WEIR_EXPANDED: counts_.expanded += rows; break;
    case WEIR_FOLDED: counts_.folded += rows; break;
    case WEIR_HELD: counts_.held = rows; break;
    case WEIR_WRITTEN: counts_.written += rows; break;
    default: runtime_.Fail(node_.name(), Status::Bug(fmt::format("counted {}, which is nothing the ledger knows", what)));
  }
}

void LaneNode::Put(Message message) {
  counts_.delivered += static_cast<uint64_t>(message.batch->array.rows());
  runtime_.credits->Queue(lane_);
  runtime_.flow->Put(station_, std::move(message));
}

void LaneNode::Receive(const Message& message) {
  if (thread_ != nullptr)
    thread_->Put(message);
  else
    Work(message);
}

void LaneNode::Work(const Message& message) {
  if (runtime_.cancelled()) return;  // the epoch is abandoned: nothing more may take effect
  working_ = true;
  counts_.in += static_cast<uint64_t>(message.batch->array.rows());
  try {
    if (node_.kind() == WEIR_SINK)
      Write(message);
    else
      Process(message);
  } catch (const std::exception& e) {
    runtime_.Fail(node_.name(), Status::Bug(e.what()));
  }
  working_ = false;
  runtime_.credits->Done(lane_);
}

// Calls until it is done or can't be: each try gets an alias of its own, as the callee takes the array on every outcome.
template <class Call>
Status LaneNode::Try(Call&& call) {
  Backoff backoff(runtime_);
  for (;;) {
    weir_error error = NoError();
    const weir_code code = call(error);
    if (code != WEIR_E_RETRY) return Outcome(code, error);
    node_.host->get()->log(node_.host->get(), WEIR_WARN, Str(fmt::format("{}; trying again", error.message)));
    if (!backoff.Wait(error.retry_after_ms))
      return runtime_.cancelled() ? Status::Cancelled() : Status::Fatal(std::string(error.message) + "; gave up");
  }
}

void LaneNode::Process(const Message& message) {
  LaneOutput output(this, message.batch->split, message.batch->watermark_ns);
  const Status status = Try([&](weir_error& error) {
    weir_batch batch = BatchOf(message);
    const weir_code code = node_.transform().process(state_, &batch, &output.table, &error);
    if (batch.array.release != nullptr) batch.array.release(&batch.array);
    return code;
  });
  if (!status.ok()) runtime_.Fail(node_.name(), status);  // does nothing once the run is cancelled
}

void LaneNode::Write(const Message& message) {
  const Status status = Try([&](weir_error& error) {
    weir_batch batch = BatchOf(message);
    const weir_code code = node_.sink().write(state_, &batch, &error);
    if (batch.array.release != nullptr) batch.array.release(&batch.array);
    return code;
  });
  if (!status.ok()) runtime_.Fail(node_.name(), status);
}

weir_batch LaneNode::BatchOf(const Message& message) const {
  weir_batch batch{};
  batch.size = sizeof batch;
  batch.schema = message.edge->mapping.schema;
  batch.array = Alias(message.batch, message.edge->mapping);
  batch.split = message.batch->split == nullptr ? nullptr : &message.batch->split->view;
  batch.watermark_ns = message.batch->watermark_ns;
  return batch;
}

Status LaneNode::Finish() {
  if (node_.kind() != WEIR_TRANSFORM || node_.transform().finish == nullptr) return {};
  LaneOutput output(this, nullptr, INT64_MIN);
  return Try([&](weir_error& error) { return node_.transform().finish(state_, &output.table, &error); }).Annotate(node_.name());
}

Status LaneNode::Restore(std::span<const weir_str> states) {
  weir_error error = NoError();
  return Outcome(node_.transform().restore(state_, states.data(), states.size(), &error), error).Annotate(node_.name());
}

Status LaneNode::Snapshot(std::string& bytes) {
  Collector collector;
  weir_error error = NoError();
  const weir_code code = node_.transform().snapshot(state_, &collector.writer, &error);
  bytes = collector.text();
  return Outcome(code, error).Annotate(node_.name());
}

Status LaneNode::Begin(uint64_t epoch) {
  if (node_.kind() != WEIR_SINK || node_.sink().begin == nullptr) return {};
  return Try([&](weir_error& error) { return node_.sink().begin(state_, epoch, &error); }).Annotate(node_.name());
}

Status LaneNode::Cut() {
  if (node_.kind() != WEIR_SINK || node_.sink().cut == nullptr) return {};
  return Try([&](weir_error& error) { return node_.sink().cut(state_, &error); }).Annotate(node_.name());
}

Status LaneNode::Prepare(std::vector<std::string>& receipts) {
  if (node_.kind() != WEIR_SINK || node_.sink().prepare == nullptr) return {};
  Collector collector;
  weir_error error = NoError();
  const weir_code code = node_.sink().prepare(state_, &collector.writer, &error);
  receipts = std::move(collector.pieces);
  return Outcome(code, error).Annotate(node_.name());
}

void LaneNode::TakeCounts(epoch::NodeCounts& into) {
  epoch::NodeCounts counts;
  counts.delivered = counts_.delivered.exchange(0);
  counts.in = counts_.in.exchange(0);
  counts.out = counts_.out.exchange(0);
  counts.rejected = counts_.rejected.exchange(0);
  counts.dropped = counts_.dropped.exchange(0);
  counts.expanded = counts_.expanded.exchange(0);
  counts.folded = counts_.folded.exchange(0);
  counts.written = counts_.written.exchange(0);
  counts.held = into.held + counts_.held;
  into.Add(counts);
}

}  // namespace weir::graph

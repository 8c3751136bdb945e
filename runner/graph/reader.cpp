#include "graph/reader.hpp"

#include "graph/byte_reader.hpp"
#include "graph/open_split.hpp"
#include "graph/rejects.hpp"

namespace weir::graph {
namespace {

// What a source of rows emits to.
struct RowsOutput {
  weir_output table{};
  Reading& reading;

  explicit RowsOutput(Reading& of) : reading(of) {
    table.size = sizeof table;
    table.max_rows = 65536;
    table.max_bytes = 8u << 20;
    table.emit = [](weir_output* output, weir_batch* emitted) { return reinterpret_cast<RowsOutput*>(output)->Emit(*emitted); };
  }
  bool is_full() const { return reading.until && reading.position == *reading.until; }
  weir_code Emit(weir_batch& emitted) {
    if (is_full()) {
      const Array unwanted(&emitted.array);
      return WEIR_E_CANCELLED;
    }
    auto batch = std::make_shared<Batch>();
    batch->array = Array(&emitted.array);
    // Without rows it only moves the bookmark.
    if (batch->array.rows() == 0) {
      reading.position = View(emitted.position);
      return PutBatch(reading, nullptr) ? WEIR_OK : WEIR_E_CANCELLED;
    }
    const Node& node = reading.lane.node();
    batch->schema = node.emitted[0].get();
    if (Status status = Fits(*batch->schema, *batch->array.get(), reading.runtime.checked); !status.ok()) {
      reading.runtime.Fail(node.name(), std::move(status));
      return WEIR_E_BUG;
    }
    const uint64_t bytes = OwnBytes(*batch->schema, *batch->array.get()) + TextBytes(*batch->schema, *batch->array.get());
    batch->charged = reading.runtime.credits->Take(reading.lane.lane(), bytes);
    if (!batch->charged) return WEIR_E_CANCELLED;
    reading.runtime.totals.bytes += bytes;
    batch->split = reading.split;
    batch->watermark_ns = emitted.watermark_ns;
    reading.position = View(emitted.position);
    return PutBatch(reading, std::move(batch)) ? WEIR_OK : WEIR_E_CANCELLED;
  }
};

Result<weir_code> ReadRows(Reading& reading) {
  OpenSplit open(reading);
  if (Result<weir_code> opened = open.Open(reading.position); !opened.ok()) return opened;
  RowsOutput output(reading);
  for (;;) {
    const Result<weir_code> code = open.Poll(output.table);
    if (output.is_full()) return weir_code{WEIR_END};
    if (!code.ok()) return code.status();
    if (*code == WEIR_END || *code == WEIR_DONE) return *code;
    if (reading.runtime.cancelled()) return Status::Cancelled();
    if (*code == WEIR_IDLE && !reading.runtime.Sleep(std::chrono::milliseconds(100))) return Status::Cancelled();
    reading.runtime.Notify();
  }
}

}  // namespace

void MoveBookmark(Reading& reading) {
  reading.bookmarks.Move(reading.source, *reading.split, reading.position);
  reading.moved = true;
}

bool PutBatch(Reading& reading, BatchPtr batch) {
  if (!reading.runtime.gate.Enter()) return false;
  if (batch != nullptr) {
    reading.runtime.totals.rows += static_cast<uint64_t>(batch->array.rows());
    reading.lane.Forward(0, std::move(batch));
  }
  MoveBookmark(reading);
  reading.runtime.gate.Leave();
  return true;
}

Schema FramedSchema(const ArrowSchema& source) {
  const Schema text(std::vector<Field>{{source.children[0]->name, Type::Text}});
  const Schema origin(std::vector<Field>{{kSplitColumn, Type::Dictionary}, {kOffsetColumn, Type::Int64}});
  std::vector<const ArrowSchema*> columns{text.get()->children[0]};
  columns.insert(columns.end(), source.children + 1, source.children + source.n_children);
  columns.insert(columns.end(), origin.get()->children, origin.get()->children + origin.get()->n_children);
  return Schema::Of(columns);
}

void ReadSplit(Reading& reading) {
  Node& node = reading.lane.node();
  const Result<weir_code> ended = node.gives_bytes() ? ReadBytes(reading) : ReadRows(reading);
  if (!ended.ok() && ended.status().code() != WEIR_E_SPLIT) return reading.runtime.Fail(node.name(), ended.status());
  // The bookmark must not pass what is held back: finishing is a move like any other.
  if (!reading.runtime.gate.Enter()) return;
  if (!ended.ok()) reading.bookmarks.Damage(reading.source, *reading.split, reading.position, ended.status().message(), reading.moved);
  // At WEIR_END there may be more one day.  A version that changes will tell; without one, the next run has to look.
  else if (*ended == WEIR_DONE || !reading.split->version.empty())
    reading.bookmarks.Finish(reading.source, *reading.split, reading.position);
  reading.runtime.gate.Leave();
  reading.runtime.totals.splits_done += 1;
}

}  // namespace weir::graph

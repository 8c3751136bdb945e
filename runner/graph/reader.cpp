#include "graph/reader.hpp"

#include <cstring>

#include <fmt/format.h>

#include "frame/lines.hpp"
#include "graph/content.hpp"
#include "graph/rejects.hpp"
#include "weir/builders.hpp"

namespace weir::graph {
namespace {

weir_error NoError() {
  weir_error error{};
  error.size = sizeof error;
  return error;
}

// A position in bytes: where in the content to go on, and whether the content lies in the object as it is.
struct BytePosition {
  uint64_t offset = 0;
  uint8_t plain = 0;
};

std::string Encode(BytePosition position) {
  std::string bytes(reinterpret_cast<const char*>(&position.offset), sizeof position.offset);
  bytes += static_cast<char>(position.plain);
  return bytes;
}

BytePosition Decode(std::string_view bytes) {
  BytePosition position;
  if (bytes.size() != sizeof position.offset + 1) return position;
  std::memcpy(&position.offset, bytes.data(), sizeof position.offset);
  position.plain = static_cast<uint8_t>(bytes.back());
  return position;
}

// An open reader of a plugin.
class OpenSplit {
 public:
  explicit OpenSplit(const Reading& reading) : reading_(reading), source_(reading.lane.node().source()) {}
  ~OpenSplit() {
    if (reader_ != nullptr) source_.close(reader_);
  }

  Status Open(std::string_view position) {
    return Retried([&](weir_error& error) { return source_.open(reading_.lane.node().self, &reading_.split->view, Str(position), &reader_, &error); }).status();
  }
  Result<weir_code> Poll(weir_output& output) {
    return Retried([&](weir_error& error) { return source_.poll(reader_, &output, &error); });
  }

 private:
  template <class Call>
  Result<weir_code> Retried(Call&& call) {
    Backoff backoff(reading_.runtime);
    for (;;) {
      weir_error error = NoError();
      const weir_code code = call(error);
      if (code >= 0) return code;
      if (code != WEIR_E_RETRY) return Status::From(code, error);
      if (!backoff.Wait(error.retry_after_ms))
        return reading_.runtime.cancelled() ? Status::Cancelled() : Status::Fatal(std::string(error.message) + "; gave up");
    }
  }

  const Reading& reading_;
  const weir_source& source_;
  void* reader_ = nullptr;
};

// Puts a batch into the lane and moves the bookmark behind it, both or neither.
bool Put(Reading& reading, BatchPtr batch, std::string position) {
  if (!reading.runtime.gate.Enter()) return false;
  reading.runtime.totals.rows += static_cast<uint64_t>(batch->array.rows());
  reading.lane.Forward(0, std::move(batch));
  reading.bookmarks.Move(reading.source, *reading.split, std::move(position));
  reading.moved = true;
  reading.runtime.gate.Leave();
  return true;
}

// ---- sources of bytes --------------------------------------------------------------------------

struct ChunkOutput {
  weir_output table{};
  Buffer chunk;
  ChunkOutput() {
    table.size = sizeof table;
    table.max_rows = 1;
    table.max_bytes = 1u << 20;
    table.emit = [](weir_output* output, weir_batch* batch) -> weir_code {
      auto* self = reinterpret_cast<ChunkOutput*>(output);
      auto array = std::make_shared<Array>(&batch->array);
      if (array->get()->n_children != 1 || array->rows() != 1) return WEIR_E_BUG;
      const std::string_view bytes = OffsetTexts(*array->get()->children[0])[0];
      self->chunk = {array, bytes.data(), bytes.size()};
      return WEIR_OK;
    };
  }
};

// Next chunk of the object, or nothing at its end.
Content::Poll PollChunks(OpenSplit& open, ChunkOutput& output) {
  return [&open, &output]() -> Result<std::optional<Buffer>> {
    for (;;) {
      output.chunk = {};
      const Result<weir_code> code = open.Poll(output.table);
      if (!code.ok()) return code.status();
      if (output.chunk.data != nullptr && output.chunk.bytes > 0) return std::optional(std::exchange(output.chunk, {}));
      if (*code == WEIR_END || *code == WEIR_DONE) return std::optional<Buffer>();
    }
  };
}

BatchPtr MakeRecords(const Reading& reading, Buffer text, uint64_t offset, bool as_one) {
  const Node& node = reading.lane.node();
  frame::Records records;
  if (as_one) {
    TextBuilder one(1);
    one.AddBuffer(text);
    one.Refer(0, {text.as<char>(), text.bytes}, 0);
    ValuesBuilder<int64_t> at(1);
    at.Set(0, static_cast<int64_t>(offset));
    records = {1, one.Finish(), at.Finish()};
  } else {
    records = frame::CutLines(std::move(text), offset);
  }
  // In the order of FramedSchema; what nobody wants is let go again.
  std::vector<ArrowArray> all{records.text};
  for (const std::string& capture : reading.split->captures) all.push_back(ConstantText(records.rows, capture));
  all.push_back(ConstantText(records.rows, reading.split->id));
  all.push_back(records.offset);
  std::vector<ArrowArray> columns;
  for (size_t i = 0; i < all.size(); ++i) {
    if (node.wanted[i] != 0) columns.push_back(all[i]);
    else all[i].release(&all[i]);
  }
  auto batch = std::make_shared<Batch>();
  batch->array = Array(MakeBatch(records.rows, std::move(columns)));
  batch->schema = node.emitted[0].get();
  batch->split = reading.split;
  batch->charged = reading.runtime.credits->Charge(reading.lane.lane(), OwnBytes(*batch->schema, *batch->array.get()));
  return batch;
}

// A record that is none: refused by the source itself, with the same columns as its rows.
bool RejectPiece(Reading& reading, Piece piece, std::string position) {
  const BatchPtr one = MakeRecords(reading, std::move(piece.text), piece.offset, true);
  weir_batch batch{};
  batch.size = sizeof batch;
  batch.schema = one->schema;
  batch.array = *one->array.get();
  batch.split = &reading.split->view;
  const int64_t row = 0;
  const weir_str reason = Str(piece.rejected);
  if (!reading.runtime.gate.Enter()) return false;
  reading.runtime.totals.rows += 1;
  (void)reading.lane.Reject(batch, {&row, 1}, {&reason, 1});
  reading.bookmarks.Move(reading.source, *reading.split, std::move(position));
  reading.moved = true;
  reading.runtime.gate.Leave();
  return true;
}

Status ReadBytes(Reading& reading) {
  BytePosition from = Decode(reading.position);
  OpenSplit open(reading);
  const uint64_t raw = from.plain != 0 ? from.offset : 0;
  if (Status status = open.Open({reinterpret_cast<const char*>(&raw), sizeof raw}); !status.ok()) return status;
  ChunkOutput output;
  Content content(
      reading.limits, raw, from.plain != 0, PollChunks(open, output),
      [&](uint64_t bytes) { return reading.runtime.credits->Take(reading.lane.lane(), bytes); });
  if (Status status = content.Skip(from.offset - raw); !status.ok()) return status;
  uint64_t counted = content.offset();
  uint64_t stored = 0;
  for (;;) {
    Result<std::optional<Piece>> piece = content.Next();
    reading.runtime.totals.bytes_done += content.bytes_in() - std::exchange(stored, content.bytes_in());
    if (!piece.ok()) return piece.status();
    if (!*piece) return {};
    reading.runtime.totals.bytes += content.offset() - std::exchange(counted, content.offset());
    std::string position = Encode({content.offset(), static_cast<uint8_t>(content.is_plain())});
    const bool put = (*piece)->rejected.empty()
                         ? Put(reading, MakeRecords(reading, std::move((*piece)->text), (*piece)->offset, false), std::move(position))
                         : RejectPiece(reading, std::move(**piece), std::move(position));
    if (!put) return Status::Cancelled();
    reading.runtime.Notify();
  }
}

// ---- sources of rows ---------------------------------------------------------------------------

struct RowsOutput {
  weir_output table{};
  Reading& reading;
  explicit RowsOutput(Reading& of) : reading(of) {
    table.size = sizeof table;
    table.max_rows = 65536;
    table.max_bytes = 8u << 20;
    table.emit = [](weir_output* output, weir_batch* emitted) { return reinterpret_cast<RowsOutput*>(output)->Emit(*emitted); };
  }
  weir_code Emit(weir_batch& emitted) {
    auto batch = std::make_shared<Batch>();
    batch->array = Array(&emitted.array);
    const Node& node = reading.lane.node();
    batch->schema = node.emitted[0].get();
    if (batch->array.get()->n_children != batch->schema->n_children) return WEIR_E_BUG;
    const uint64_t bytes = OwnBytes(*batch->schema, *batch->array.get());
    batch->charged = reading.runtime.credits->Take(reading.lane.lane(), bytes);
    if (!batch->charged) return WEIR_E_CANCELLED;
    reading.runtime.totals.bytes += bytes;
    batch->split = reading.split;
    batch->watermark_ns = emitted.watermark_ns;
    return Put(reading, std::move(batch), std::string(View(emitted.position))) ? WEIR_OK : WEIR_E_CANCELLED;
  }
};

Status ReadRows(Reading& reading) {
  OpenSplit open(reading);
  if (Status status = open.Open(reading.position); !status.ok()) return status;
  RowsOutput output(reading);
  for (;;) {
    const Result<weir_code> code = open.Poll(output.table);
    if (!code.ok()) return code.status();
    if (*code == WEIR_END || *code == WEIR_DONE) return {};
    if (reading.runtime.cancelled()) return Status::Cancelled();
    if (*code == WEIR_IDLE && !reading.runtime.Sleep(std::chrono::milliseconds(100))) return Status::Cancelled();
    reading.runtime.Notify();
  }
}

}  // namespace

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
  Status status = node.gives_bytes() ? ReadBytes(reading) : ReadRows(reading);
  if (status.code() == WEIR_E_CANCELLED) return;
  if (!status.ok() && status.code() != WEIR_E_SPLIT) return reading.runtime.Fail(node.name(), std::move(status));
  // The bookmark must not pass what is held back: finishing is a move like any other.
  if (!reading.runtime.gate.Enter()) return;
  if (status.ok()) reading.bookmarks.Finish(reading.source, *reading.split);
  else reading.bookmarks.Damage(reading.source, *reading.split, status.message(), reading.moved);
  reading.runtime.gate.Leave();
  reading.runtime.totals.splits_done += 1;
}

}  // namespace weir::graph

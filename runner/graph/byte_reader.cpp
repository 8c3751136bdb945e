#include "graph/byte_reader.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>

#include "graph/byte_position.hpp"
#include "graph/content.hpp"
#include "graph/open_split.hpp"
#include "weir/builders.hpp"

namespace weir::graph {
namespace {

constexpr size_t kLongestHead = 1u << 20;

// What the source emits while it is polled: one chunk, and its position.
struct ChunkOutput {
  weir_output table{};
  Buffer chunk;
  std::string mark;  // of the newest chunk
  const Depth checked;
  const Schema schema{std::vector<Field>{{"bytes", Type::Binary}}};

  explicit ChunkOutput(Depth depth) : checked(depth) {
    table.size = sizeof table;
    table.max_rows = 1;
    table.max_bytes = 1u << 20;
    table.emit = [](weir_output* output, weir_batch* batch) { return reinterpret_cast<ChunkOutput*>(output)->Take(*batch); };
  }
  weir_code Take(weir_batch& batch) {
    auto array = std::make_shared<Array>(&batch.array);
    if (!Fits(*schema.get(), *array->get(), checked).ok() || array->rows() != 1) return WEIR_E_BUG;
    const std::string_view bytes = OffsetTexts(*array->get()->children[0])[array->get()->offset];
    chunk = {array, bytes.data(), bytes.size()};
    if (batch.position.len >= sizeof(uint64_t)) mark = View(batch.position).substr(sizeof(uint64_t));
    return WEIR_OK;
  }
};

class ByteReader {
 public:
  explicit ByteReader(Reading& reading)
      : reading_(reading),
        from_(BytePosition::Decode(reading.position)),
        until_(BytePosition::Decode(reading.until.value_or(""))),
        open_(reading),
        output_(reading.runtime.checked) {}

  Result<weir_code> Read() {
    if (Status status = Open(); !status.ok()) return status;
    const Node& node = reading_.lane.node();
    Content content(
        reading_.limits, node.lines, {from_.plain ? from_.offset : 0, from_.plain, from_.in_long_record}, [this] { return NextChunk(); },
        [this](uint64_t bytes) { return reading_.runtime.credits->Take(reading_.lane.lane(), bytes); });
    if (!from_.plain && from_.offset > 0)
      if (Status status = content.Skip(from_.offset); !status.ok()) return status;
    uint64_t counted = content.offset(), stored = 0;
    if (reading_.until && counted >= until_.offset) {
      reading_.position = *reading_.until;
      return PutBatch(reading_, nullptr) ? Result<weir_code>(WEIR_END) : Status::Cancelled();
    }
    for (;;) {
      Result<std::optional<Piece>> piece = content.Next();
      Totals& totals = reading_.runtime.totals;
      totals.bytes_done += content.bytes_in() - std::exchange(stored, content.bytes_in());
      if (!piece.ok()) return piece.status();
      if (!*piece) return ended_;
      totals.bytes += content.offset() - std::exchange(counted, content.offset());
      const bool is_last = reading_.until && content.offset() >= until_.offset;
      if (is_last) Shorten(**piece, until_.offset);
      EndLastLine(**piece);
      CutHead(**piece);
      const bool unended = piece->value().rejected.empty() && piece->value().text.bytes > 0 &&
                           piece->value().text.as<char>()[piece->value().text.bytes - 1] != '\n';
      const BytePosition position{content.offset(), content.is_plain(), unended, content.in_long_record(), head_, output_.mark};
      reading_.position = is_last ? *reading_.until : position.Encode();
      if (!Put(std::move(**piece))) return Status::Cancelled();
      if (is_last) return weir_code{WEIR_END};
      reading_.runtime.Notify();
    }
  }

 private:
  // Opens the source where the content can be gone on with: plain content in place, compressed content from its start.
  Status Open() {
    const uint64_t raw = from_.plain ? from_.offset : 0;
    std::string position(reinterpret_cast<const char*>(&raw), sizeof raw);
    if (!reading_.position.empty()) position += from_.mark;
    const Result<weir_code> opened = open_.Open(position);
    if (!opened.ok()) return opened.status();
    if (*opened == WEIR_RESTARTED) {
      if (reading_.until) return Status::Split("it became another one, so what was read of it can't be read again");
      from_ = {};
    }
    head_ = from_.head;
    in_head_ = from_.offset == 0 && reading_.lane.node().head != nullptr;
    if (!head_.empty()) SetHead();
    return {};
  }

  Result<std::optional<Buffer>> NextChunk() {
    for (;;) {
      output_.chunk = {};
      const Result<weir_code> code = open_.Poll(output_.table);
      if (!code.ok()) return code.status();
      if (output_.chunk.data != nullptr && output_.chunk.bytes > 0) return std::optional(std::exchange(output_.chunk, {}));
      if (*code == WEIR_END || *code == WEIR_DONE) {
        ended_ = *code;
        return std::optional<Buffer>();
      }
    }
  }

  // What an earlier run read up to an end without a newline has grown.  A newline only ends that record; anything else belongs to
  // a record that was taken for whole, and that can't be mended.
  void EndLastLine(Piece& piece) {
    if (!std::exchange(from_.unended, false) || piece.text.bytes == 0) return;
    if (*piece.text.as<char>() == '\n')
      Drop(piece, 1);
    else
      reading_.bookmarks.Report(
          reading_.split->id,
          fmt::format("grew at byte {} inside its last record, which had been read without its end: it is in two rows", piece.offset));
  }

  // Leaves what comes before `end`, which is where a record ended.
  static void Shorten(Piece& piece, uint64_t end) {
    piece.text.bytes = std::min<uint64_t>(piece.text.bytes, end > piece.offset ? end - piece.offset : 0);
  }

  static void Drop(Piece& piece, size_t bytes) {
    piece.text.data = piece.text.as<char>() + bytes;
    piece.text.bytes -= bytes;
    piece.offset += bytes;
  }

  // Takes the header lines off the first records.  They are kept with the split, and come with each of its batches.
  void CutHead(Piece& piece) {
    if (!in_head_ || !piece.rejected.empty()) return;
    const Node& node = reading_.lane.node();
    std::string_view rest(piece.text.as<char>(), piece.text.bytes);
    size_t taken = 0;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      const std::string_view line = rest.substr(0, end);
      in_head_ =
          head_.size() + line.size() <= kLongestHead && re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *node.head);
      if (!in_head_) break;
      head_ += line;
      taken += end;
      rest.remove_prefix(end);
      in_head_ = !node.one_head_line;
      if (!in_head_) break;
    }
    Drop(piece, taken);
    if (taken > 0) SetHead();
  }

  void SetHead() {
    auto split = std::make_shared<Split>(reading_.split->view);
    split->SetHead(head_);
    reading_.split = std::move(split);
  }

  BatchPtr MakeBatchOf(frame::Records records) const {
    const Node& node = reading_.lane.node();
    // In the order of FramedSchema; what nobody wants is let go again.
    std::vector<ArrowArray> all{records.text};
    for (const std::string& capture : reading_.split->captures) all.push_back(ConstantText(records.rows, capture));
    all.push_back(ConstantText(records.rows, reading_.split->id));
    all.push_back(records.offset);
    std::vector<ArrowArray> columns;
    for (size_t i = 0; i < all.size(); ++i) {
      if (node.wanted[i] != 0)
        columns.push_back(all[i]);
      else
        all[i].release(&all[i]);
    }
    auto batch = std::make_shared<Batch>();
    batch->array = Array(weir::MakeBatch(records.rows, std::move(columns)));
    batch->schema = node.emitted[0].get();
    batch->split = reading_.split;
    batch->charged = reading_.runtime.credits->Charge(reading_.lane.lane(), OwnBytes(*batch->schema, *batch->array.get()));
    return batch;
  }

  // Puts records into the lane, or a piece that is none to the rejects, and moves the bookmark behind it: both or neither.
  bool Put(Piece piece) {
    if (!piece.rejected.empty()) return Reject(std::move(piece));
    if (piece.text.bytes == 0) return PutBatch(reading_, nullptr);
    return PutBatch(reading_, MakeBatchOf(reading_.lane.node().lines.Cut(std::move(piece.text), piece.offset)));
  }

  bool Reject(Piece piece) {
    TextBuilder text(1);
    text.AddBuffer(piece.text);
    text.Refer(0, {piece.text.as<char>(), piece.text.bytes}, 0);
    ValuesBuilder<int64_t> offset(1);
    offset.Set(0, static_cast<int64_t>(piece.offset));
    const BatchPtr one = MakeBatchOf({1, text.Finish(), offset.Finish()});
    weir_batch batch{};
    batch.size = sizeof batch;
    batch.schema = one->schema;
    batch.array = *one->array.get();
    batch.split = &reading_.split->view;
    const int64_t row = 0;
    const weir_str reason = Str(piece.rejected);
    if (!reading_.runtime.gate.Enter()) return false;
    reading_.runtime.totals.rows += 1;
    (void)reading_.lane.Reject(batch, {&row, 1}, {&reason, 1});
    MoveBookmark(reading_);
    reading_.runtime.gate.Leave();
    return true;
  }

  Reading& reading_;
  BytePosition from_, until_;
  OpenSplit open_;
  ChunkOutput output_;
  weir_code ended_ = WEIR_DONE;
  std::string head_;
  bool in_head_ = false;
};

}  // namespace

Result<weir_code> ReadBytes(Reading& reading) { return ByteReader(reading).Read(); }

}  // namespace weir::graph

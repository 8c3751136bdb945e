#include "graph/byte_reader.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstring>

#include "frame/records.hpp"
#include "graph/byte_position.hpp"
#include "graph/content.hpp"
#include "graph/open_split.hpp"
#include "weir/builders.hpp"

namespace weir::graph {
namespace {

constexpr size_t kLongestHead = 1u << 20;

bool IsBlank(std::string_view line) { return line.find_first_not_of("\r\n") == std::string_view::npos; }

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
        reading_.limits, *node.framing, {from_.plain ? from_.offset : 0, from_.plain, from_.place}, [this] { return NextChunk(); },
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
      totals.bytes += content.offset() - std::exchange(counted, content.offset());
      if (content.grew()) TellThatItGrew();
      if (!piece.ok()) return piece.status();
      if (!*piece) {
        TellIfCutOff(content);
        return ended_;
      }
      const bool is_last = reading_.until && content.offset() >= until_.offset;
      if (is_last) Shorten(**piece, until_.offset);
      if (Status status = CutHead(**piece); !status.ok()) return status;
      const BytePosition position{content.offset(), content.is_plain(), content.place(), head_, output_.mark};
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
    const Node& node = reading_.lane.node();
    in_head_ = node.head != nullptr && (from_.offset == 0 || (node.one_head_line && !head_.empty() && IsBlank(head_)));
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

  // What an earlier run read up to an end without the end of its last record has grown inside it, and that can't be mended.
  void TellThatItGrew() {
    if (!std::exchange(from_.place.unended, false)) return;
    const bool was_rejected = from_.place.next != frame::Place::Next::Record;
    reading_.bookmarks.Report(reading_.split->id,
                              fmt::format("grew at byte {} inside its last record, which had been read without its end: {}", from_.offset,
                                          was_rejected ? "the rest of it is passed over" : "it is in two rows"));
  }

  // Between two elements no record is cut off, but more of them may be missing.
  void TellIfCutOff(const Content& content) {
    const frame::Place& place = content.place();
    const bool in_array = place.in_array && place.next == frame::Place::Next::Record;
    if (in_array || place.next == frame::Place::Next::Document)
      reading_.bookmarks.Report(reading_.split->id, fmt::format("ends inside a document, at byte {}", content.offset()));
  }

  // Leaves what comes before `end`, which is where a record ended.
  static void Shorten(Piece& piece, uint64_t end) {
    piece.text.bytes = std::min<uint64_t>(piece.text.bytes, end > piece.offset ? end - piece.offset : 0);
    std::erase_if(piece.records, [&](frame::Span record) { return record.begin >= piece.text.bytes; });
    for (frame::Span& record : piece.records) record.end = std::min(record.end, static_cast<uint32_t>(piece.text.bytes));
  }

  frame::Found CutAll(const frame::Framing& framing, const Piece& piece) const {
    return framing.Cut({{piece.text.as<char>(), piece.text.bytes}, piece.offset, {}, true, reading_.limits});
  }

  // Takes the header lines off the first records.  They are kept with the split, and come with each of its batches.  A split whose only
  // header line can't be read is damaged: the line behind it must not pass for the header, nor fields for those of another order.
  Status CutHead(Piece& piece) {
    if (!in_head_) return {};
    const Node& node = reading_.lane.node();
    if (!piece.rejected.empty()) return node.one_head_line ? Status::Split("its header line can't be read: " + piece.rejected) : Status();
    const std::string_view text(piece.text.as<char>(), piece.text.bytes);
    const std::vector<frame::Span> lines = CutAll(*node.head_framing, piece).records;
    size_t taken = 0;
    for (size_t i = 0; in_head_ && i < lines.size(); ++i) {
      const size_t end = i + 1 < lines.size() ? lines[i + 1].begin : text.size();
      const std::string_view line = text.substr(taken, end - taken);
      if (node.one_head_line && head_.size() + line.size() > kLongestHead)
        return Status::Split(fmt::format("its header line is longer than {} bytes", kLongestHead));
      in_head_ =
          head_.size() + line.size() <= kLongestHead && re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *node.head);
      if (!in_head_) break;
      head_ += line;
      taken = end;
      in_head_ = !node.one_head_line || IsBlank(line);
    }
    if (taken == 0) return {};
    piece.text.data = piece.text.as<char>() + taken;
    piece.text.bytes -= taken;
    piece.offset += taken;
    piece.records = CutAll(*node.framing, piece).records;
    SetHead();
    return {};
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
    if (piece.records.empty()) return PutBatch(reading_, nullptr);
    return PutBatch(reading_, MakeBatchOf(frame::RecordsOf(std::move(piece.text), piece.records, piece.offset)));
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

#include "lane.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "weir/take.hpp"

namespace weir::parsers {

ParserLane::ParserLane(Host log, const Table& table, std::unique_ptr<Finder> finder, const std::vector<const Column*>& columns,
                       std::string text, std::vector<std::string> others)
    : log_(log), table_(table), text_(std::move(text)), others_(std::move(others)), finder_(std::move(finder)) {
  for (const Column* column : columns) targets_.emplace_back(*column);
  for (Target& target : targets_) by_field_.push_back(&target);
  std::ranges::stable_sort(by_field_, {}, [](const Target* target) { return target->column->field; });
}

Status ParserLane::process(weir_batch& batch, Output& output) {
  const auto at = FindColumn(*batch.schema, text_);
  if (!at) return Status::Bug("the batch has no column " + text_);
  const ArrowArray& texts = *batch.array.children[*at];
  records_.Load(*weir::TypeOf(*batch.schema->children[*at]), texts);
  faults_.Reset(records_.rows());
  for (Target& target : targets_) {
    if (target.is_list())
      target.structs.Reset();
    else
      target.draft.Reset(records_.rows());
  }
  decoded_.clear();
  decoded_number_ = records_.buffers();
  const std::string_view head = batch.split == nullptr ? std::string_view() : View(batch.split->head);
  if (head_ != head) finder_->SetHead(head_.emplace(head));

  Chunk chunk;
  while (records_.Next(chunk)) ReadChunk(chunk, texts);
  RejectRows(batch);
  Array made = Assemble(batch);
  return made.rows() == 0 ? Status() : output.Emit(std::move(made));
}

Status ParserLane::finish(Output& /*output*/) {
  if (const std::string said = finder_->Finish(); !said.empty()) log_.Log(WEIR_INFO, said);
  return {};
}

void ParserLane::ReadChunk(const Chunk& chunk, const ArrowArray& texts) {
  CheckEmpty(chunk, texts);
  finder_->Find(chunk, faults_);
  field_ = 0;
  for (Target* target : by_field_) {
    if (target->is_list()) {
      target->structs.Read(chunk, *finder_, faults_, decoded_, decoded_number_);
      continue;
    }
    const Column& column = *target->column;
    if (!column.required && finder_->Lacks(column.field)) {
      target->draft.SetMissing(chunk.first, chunk.rows);
      continue;
    }
    target->draft.Open(chunk.first);
    const bool has_days = column.day != 0;
    if (has_days) {
      days_ = finder_->Take(chunk, column.day);
      field_ = 0;  // what was taken before is not valid any more
    }
    const Spans* field = nullptr;
    const Spans& spans = SpansOf(chunk, column, field);
    Convert(chunk, spans, has_days ? &days_ : nullptr, *target, faults_);
    if (column.kind != Kind::Text) continue;
    if (has_days) JoinDays(chunk, days_, spans, *target, decoded_, decoded_number_);
    if (column.escaped && finder_->escapes_of(column.field) != nullptr)
      DecodeTexts(chunk, *finder_, *field, spans, *target, decoded_, decoded_number_);
  }
}

void ParserLane::CheckEmpty(const Chunk& chunk, const ArrowArray& texts) {
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    if (chunk.length[row] != 0) continue;
    const int64_t of_batch = chunk.first + row;
    if (weir::Column(texts).is_null(of_batch))
      faults_.Add({Fault::What::NoRecord, of_batch, nullptr, 0, {}});
    else
      faults_.Drop(of_batch, "blank line");
  }
}

const Spans& ParserLane::SpansOf(const Chunk& chunk, const Column& column, const Spans*& field) {
  if (column.field != field_) {
    whole_ = &finder_->Take(chunk, column.field);
    field_ = column.field;
    is_split_ = false;
  }
  field = whole_;
  const bool is_first = !std::exchange(is_split_, is_split_ || column.part != Part::Whole);
  switch (column.part) {
    case Part::Whole: return *whole_;
    case Part::Host:
    case Part::Port:
      if (is_first) SplitHostPort(chunk, *whole_, parts_[0], parts_[1]);
      return parts_[column.part == Part::Host ? 0 : 1];
    case Part::Verb:
    case Part::Url:
    case Part::Proto:
      if (is_first) SplitRequest(chunk, *whole_, parts_[0], parts_[1], parts_[2]);
      return parts_[column.part == Part::Verb ? 0 : column.part == Part::Url ? 1 : 2];
  }
  return *whole_;
}

void ParserLane::RejectRows(const weir_batch& batch) {
  if (!faults_.any()) return;
  for (const Dropped& dropped : faults_.dropped()) host.Dropped(dropped.rows, dropped.why);
  std::vector<int64_t> rows;
  std::vector<std::string> texts;
  for (const Fault& fault : faults_.Sorted()) {
    rows.push_back(fault.row);
    texts.push_back(Reason(table_, *finder_, fault));
  }
  if (rows.empty()) return;
  std::vector<weir_str> reasons;
  reasons.reserve(texts.size());
  for (const std::string& text : texts) reasons.push_back(Str(text));
  host.Reject(batch, rows, reasons);
}

Array ParserLane::Assemble(weir_batch& batch) {
  std::vector<int64_t> kept;
  if (faults_.any()) kept = faults_.Kept();
  const auto input = std::make_shared<Array>(&batch.array);
  std::vector<Buffer> buffers = records_.Buffers(input);
  if (!decoded_.empty()) {
    auto owner = std::make_shared<const std::string>(std::move(decoded_));
    buffers.push_back({owner, owner->data(), owner->size()});
  }
  std::vector<ArrowArray> columns;
  for (Target& target : targets_) {
    if (faults_.any()) target.is_list() ? target.structs.Keep(kept) : target.draft.Keep(kept);
    columns.push_back(target.is_list() ? target.structs.Finish(buffers) : target.draft.Finish(buffers));
  }
  for (const std::string& name : others_) {
    const auto at = FindColumn(*batch.schema, name);
    assert(at && "bind named it, and narrow asked for it");
    columns.push_back(faults_.any() ? Take(*batch.schema->children[*at], *input->get()->children[*at], kept) : input->TakeColumn(*at));
  }
  return Array(MakeBatch(faults_.any() ? static_cast<int64_t>(kept.size()) : records_.rows(), std::move(columns)));
}

}  // namespace weir::parsers

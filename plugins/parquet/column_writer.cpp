#include "column_writer.hpp"

#include <algorithm>
#include <cassert>

#include "bool_writer.hpp"
#include "text_writer.hpp"
#include "value_writer.hpp"
#include "weir/columns.hpp"

namespace weir::parquet {
namespace {

// Most bytes of values taken in before a look at whether the page is full.
constexpr size_t kStepBytes = 128 << 10;
constexpr int64_t kStepRows = 2048;
// Rows of a nested column that are taken apart at once: they may have many entries.
constexpr int64_t kShredRows = 512;
// How many of the rows come before this one of them.
int64_t CountBefore(Rows rows, int64_t row) {
  if (rows.list == nullptr) return row - rows.first;
  return std::lower_bound(rows.list, rows.list + rows.count, static_cast<int32_t>(row)) - rows.list;
}

// A page that one huge value made larger gives its room back.
constexpr size_t kKeepScratch = 4 << 20;

}  // namespace

void ColumnWriter::Append(const Input& input, Rows rows, Scratch& scratch) {
  if (nested_) return AppendNested(input, rows, scratch);
  const bool has_values = input.array != nullptr && input.array->null_count != input.array->length;
  while (rows.count > 0) {
    const int64_t room = kPageRows - static_cast<int64_t>(levels_.rows());
    int64_t taken = std::min(room, rows.count);
    bool page_is_full = false;
    if (!has_values)
      levels_.AddNulls(static_cast<size_t>(taken));
    else
      taken = Step(input, rows.Head(taken), page_is_full, scratch);
    rows = rows.Without(taken);
    if (page_is_full || levels_.rows() == static_cast<size_t>(kPageRows)) EndPage(scratch);
  }
}

// Takes in some of the rows, from the front, and returns how many.
int64_t ColumnWriter::Step(const Input& input, Rows rows, bool& page_is_full, Scratch& scratch) {
  const Column column(*input.array);
  Rows step = rows.Head(kStepRows);
  Rows present = Levels::Present(step, column.validity(), column.array_offset(), scratch.present);
  size_t bytes = Measure(input, present);
  while (bytes > kStepBytes && step.count > 1) {
    step = step.Head(step.count / 2);
    present = Levels::Present(step, column.validity(), column.array_offset(), scratch.present);
    bytes = Measure(input, present);
  }
  const int64_t taken = present.count == 0 ? 0 : AppendValues(input, present, bytes);
  if (taken < present.count) step = step.Head(CountBefore(step, present[taken]));
  levels_.Add(step, column.validity(), column.array_offset(), taken);
  page_is_full = taken < present.count || PageIsFull();
  return step.count;
}

void ColumnWriter::AppendNested(const Input& input, Rows rows, Scratch& scratch) {
  while (rows.count > 0) {
    const Rows now = rows.Head(kShredRows);
    Remaining left(scratch.shredder.Shred(input.ancestors, input.array, now), nested_->most().definition);
    while (!left.empty())
      if (StepNested(input, left)) EndPage(scratch);
    rows = rows.Without(now.count);
  }
}

// Takes in some whole rows, from the front.  Returns whether the page is full.
bool ColumnWriter::StepNested(const Input& input, Remaining& left) {
  Remaining::Part part = left.RowsOf(kStepRows);
  size_t bytes = part.values.count == 0 ? 0 : Measure(input, part.values);
  while (bytes > kStepBytes && part.rows > 1) {
    part = left.RowsOf(part.entries / 2);
    bytes = part.values.count == 0 ? 0 : Measure(input, part.values);
  }
  const Mark before = Pending();
  const int64_t taken = part.values.count == 0 ? 0 : AppendValues(input, part.values, bytes);
  const bool stopped = taken < part.values.count;
  if (stopped) {
    // Inside of a row, perhaps: only the rows before it are taken, again.
    GoBack(before);
    part = left.RowsBefore(taken);
    if (part.values.count > 0) {
      [[maybe_unused]] const int64_t again = AppendValues(input, part.values, Measure(input, part.values));
      assert(again == part.values.count && "they were taken before");
    }
  }
  nested_->Add(left.entries(), left.first(), part.entries);
  left.Drop(part);
  if (stopped && nested_->entries() == 0) {
    GoPlain();  // the row is too large for any page of indices
    return false;
  }
  return stopped || PageIsFull() || nested_->entries() >= static_cast<size_t>(kPageRows);
}

void ColumnWriter::EndPage(Scratch& scratch) {
  if (scratch.page.capacity() > kKeepScratch) scratch.page.Free();
  scratch.page.Clear();
  PageCounts counts;
  if (nested_) {
    nested_->Encode(scratch.page);
    counts = {nested_->rows(), nested_->entries(), nested_->entries() - nested_->values()};
    nested_->Clear();
  } else {
    levels_.Encode(scratch.page);
    counts = {levels_.rows(), levels_.rows(), levels_.nulls()};
    levels_.Clear();
  }
  const Encoding encoding = EncodePage(scratch.page);
  Status status = chunk_.AddDataPage(scratch.page.view(), counts, encoding, scratch.compressor);
  if (status_.ok()) status_ = std::move(status);
}

Result<ColumnChunk> ColumnWriter::Finish(Scratch& scratch) {
  if (levels_.rows() > 0 || (nested_ && nested_->entries() > 0)) EndPage(scratch);
  if (status_.ok()) status_ = FinishChunk(scratch);
  if (!status_.ok()) return status_;
  return std::move(chunk_);
}

namespace {

std::unique_ptr<ColumnWriter> MakeWriter(Kind kind, Habit& habit) {
  switch (kind) {
    case Kind::Bool: return std::make_unique<BoolWriter>();
    case Kind::Int32: return std::make_unique<ValueWriter<int32_t>>(habit);
    case Kind::Int64:
    case Kind::Timestamp: return std::make_unique<ValueWriter<int64_t>>(habit);
    case Kind::Double: return std::make_unique<ValueWriter<double>>(habit);
    case Kind::Text: return std::make_unique<TextWriter>(habit, true);
    case Kind::Binary: return std::make_unique<TextWriter>(habit, false);
    case Kind::List:
    case Kind::Struct: break;  // their leaves have writers
  }
  assert(false && "a leaf is no list and no struct");
  return nullptr;
}

}  // namespace

std::unique_ptr<ColumnWriter> MakeColumnWriter(Kind kind, Habit& habit, MostLevels most) {
  std::unique_ptr<ColumnWriter> writer = MakeWriter(kind, habit);
  if (!most.flat()) writer->nested_.emplace(most);
  return writer;
}

}  // namespace weir::parquet

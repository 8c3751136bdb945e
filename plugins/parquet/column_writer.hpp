// Encodes one leaf column of one row group, page by page, so that what waits for the row group's end is compressed already.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "byte_buffer.hpp"
#include "column_chunk.hpp"
#include "levels.hpp"
#include "nested_levels.hpp"
#include "rows.hpp"
#include "table.hpp"
#include "weir/arrow.h"
#include "weir/schema.hpp"

namespace weir::parquet {

// A leaf of a column of a batch; without an array all its values are null.
struct Input {
  Type type = Type::Text;
  const ArrowArray* array = nullptr;
  uint64_t batch = 0;                 // another number for every batch: whose dictionary it is
  std::vector<Ancestor> ancestors{};  // of a leaf that is nested, root first
};

// Memory that lasts for one call; one for each thread that encodes at the same time.
struct Scratch {
  explicit Scratch(Compressor c) : compressor(std::move(c)) {}
  size_t memory() const { return page.capacity() + compressor.memory() + shredder.memory(); }

  Compressor compressor;
  ByteBuffer page;
  std::vector<int32_t> present;
  Shredder shredder;
};

// What a lane has learned about a column.  One whose values hardly repeat goes without a dictionary, and is given another try
// now and then.
struct Habit {
  static constexpr int kPause = 31;
  int row_groups_to_skip = 0;
};

class ColumnWriter {
 public:
  static constexpr int64_t kPageRows = 20480;
  static constexpr size_t kPageBytes = 512 << 10;

  virtual ~ColumnWriter() = default;
  // `rows` are those of the batch's column, of which the input is a leaf.
  void Append(const Input& input, Rows rows, Scratch& scratch);
  // Ends the chunk; the writer is done.
  Result<ColumnChunk> Finish(Scratch& scratch);

  // Bytes held, whatever for.
  size_t memory() const { return kOwnBytes + chunk_.bytes() + levels_.memory() + (nested_ ? nested_->memory() : 0) + PendingMemory(); }
  // Bytes of finished pages, and before compression.
  size_t encoded_bytes() const { return chunk_.bytes(); }
  size_t raw_bytes() const { return chunk_.raw_bytes(); }
  // Values that were not UTF-8.
  virtual uint64_t repaired() const { return 0; }

 protected:
  // How many bytes the values of these rows take, or 0 where that is the same for all: bounds how much one call adds.
  virtual size_t Measure(const Input& input, Rows present) const = 0;
  // Takes the rows' values, of `bytes` as measured, and returns how many.  When it could not take all of them, the page ends
  // there and the rest is offered again.
  virtual int64_t AppendValues(const Input& input, Rows present, size_t bytes) = 0;
  virtual bool PageIsFull() const = 0;
  // How much is pending, and the way back there: for who can't take all values, and nested columns' pages end with a row.
  struct Mark {
    size_t indices = 0;
    size_t indexed_bytes = 0;
    uint64_t repaired = 0;
  };
  virtual Mark Pending() const { return {}; }
  virtual void GoBack(const Mark&) {}
  // From here on all values are taken; nothing is pending.
  virtual void GoPlain() {}
  // Appends the pending values to the page; they are no longer pending then.
  virtual Encoding EncodePage(ByteBuffer& page) = 0;
  // Adds what comes once a chunk: dictionary and bounds.
  virtual Status FinishChunk(Scratch& scratch) = 0;
  virtual size_t PendingMemory() const = 0;

  ColumnChunk chunk_;

 private:
  // About what the object and its small allocations take.
  static constexpr size_t kOwnBytes = 768;

  int64_t Step(const Input& input, Rows rows, bool& page_is_full, Scratch& scratch);
  void AppendNested(const Input& input, Rows rows, Scratch& scratch);
  bool StepNested(const Input& input, Remaining& entries);
  void EndPage(Scratch& scratch);

  friend std::unique_ptr<ColumnWriter> MakeColumnWriter(Kind kind, Habit& habit, MostLevels most);

  Levels levels_;                       // of a flat column
  std::optional<NestedLevels> nested_;  // of any other
  Status status_;                       // the first thing that went wrong
};

// `habit` outlives the writer.
std::unique_ptr<ColumnWriter> MakeColumnWriter(Kind kind, Habit& habit, MostLevels most = {});

}  // namespace weir::parquet

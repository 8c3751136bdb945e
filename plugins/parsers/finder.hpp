// First pass over a chunk of records: where their fields are.  Each way in which formats divide a record is a finder; what follows
// (parts, conversions, faults, columns) is the same for all of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fault.hpp"
#include "records.hpp"
#include "spans.hpp"
#include "table.hpp"

namespace weir::parsers {

// One per lane.
class Finder {
 public:
  virtual ~Finder() = default;
  // What the header lines of the split say about the records that follow.  Called before the first record of each split that has others
  // than the one before; "" where there are none.
  virtual void SetHead(std::string_view /*head*/) {}
  // Finds the fields of the records that are not lost yet, and adds a fault for each that is none of the format.  What it found
  // is valid until the next call.
  virtual void Find(const Chunk& chunk, Faults& faults) = 0;
  // Where a field is in each record, without the quotes around it; absent in records that do not have it.  Valid until the next call.
  virtual const Spans& Take(const Chunk& chunk, uint32_t field) = 0;
  // One byte a record of the chunk: whether its texts may hold escapes.  Null when none does.
  virtual const uint8_t* escapes() const = 0;
  // Appends `text`, of a record with escapes, as it was before it was written.  False, and nothing is appended, when there is nothing
  // to decode.  `before`: what stands before the text in the record, 0 at its start.
  virtual bool Decode(std::string_view text, char before, std::string& out) const = 0;
  // The two for one field, of formats whose fields are not all written in the same way; `row` is one of the chunk.
  virtual const uint8_t* escapes_of(uint32_t /*field*/) const { return escapes(); }
  virtual bool DecodeField(uint32_t /*field*/, uint32_t /*row*/, std::string_view text, char before, std::string& out) const {
    return Decode(text, before, out);
  }
  // The words for a fault of Fault::What::BadRecord that has none of its own.
  virtual std::string Explain(const Fault& /*fault*/) const { return {}; }
  // What a person should know at the end of a run; "" for nothing.
  virtual std::string Finish() { return {}; }
};

// That so many records had more fields than are known of the table's; "" when none had.
std::string TellLonger(const Table& table, uint64_t records);

// For formats that are read one record after another: Read finds all fields of one, and the rest is done here.
class RecordFinder : public Finder {
 public:
  explicit RecordFinder(uint32_t fields) : fields_(fields) {}

  void Find(const Chunk& chunk, Faults& faults) final;
  const Spans& Take(const Chunk& /*chunk*/, uint32_t field) final { return fields_[field - 1]; }
  const uint8_t* escapes() const final { return any_escapes_ ? escapes_.data() : nullptr; }

 protected:
  // Finds the fields of `record`, which is not empty, and calls Set for each there is; 64 bytes past its end can be read.  Returns what is
  // wrong with it, a static text, with Blame called for the byte; null when it is a record.
  virtual const char* Read(std::string_view record) = 0;

  // A field of the record, from 1; a part of the record's own bytes.
  void Set(uint32_t field, std::string_view text) {
    Spans& spans = fields_[field - 1];
    spans.start[row_] = start_ + static_cast<uint32_t>(text.data() - record_);
    spans.length[row_] = static_cast<int32_t>(text.size());
  }
  // Which of the chunk the record is.
  uint32_t row() const { return row_; }
  // The record's texts may hold escapes.
  void SetEscapes() { escapes_[row_] = 1; }
  // Where a record that is none went wrong.
  void Blame(const char* byte) { blamed_ = static_cast<uint32_t>(byte - record_); }

 private:
  std::vector<Spans> fields_;
  std::vector<uint8_t> escapes_ = std::vector<uint8_t>(kChunkRows);
  bool any_escapes_ = false;
  // The record that is being read.
  uint32_t row_ = 0, start_ = 0, blamed_ = 0;
  const char* record_ = nullptr;
};

}  // namespace weir::parsers

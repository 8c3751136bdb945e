// First pass: where the fields of each record end.  Blocks of 64 bytes become bit masks of separators and quotes; quotes hide
// the separators between them; what is left is written down field by field, so that the second pass can go column by column.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "records.hpp"
#include "table.hpp"

namespace weir::parsers {

class Cutter {
 public:
  explicit Cutter(const Table& table) : Cutter(table, table.fields) {}
  // `fields`: how many of a record are looked at.
  Cutter(const Table& table, uint32_t fields);

  // Cuts the chunk's records; what it found is valid until the next Cut.
  void Cut(const Chunk& chunk);

  // A field (from 1) of row i lies after byte after(field)[i], before byte before(field)[i] of the chunk's base.  The two are equal
  // when the record has no such field.
  const uint32_t* after(uint32_t field) const { return Row(field - 1); }
  const uint32_t* before(uint32_t field) const { return Row(field); }
  // All fields of the record, those past the known ones too.
  uint32_t count(uint32_t row) const { return counts_[row]; }
  // Quotes stand where they must not, or one stays open.
  bool is_broken(uint32_t row) const { return broken_[row] != 0; }
  // One byte a record: whether a backslash, or a doubled quote, is somewhere in it.  Null when there is none in the chunk.
  const uint8_t* escapes() const { return any_escapes_ ? escapes_.data() : nullptr; }

 private:
  // Rows of different fields would fall on the same few cache sets if they were a power of two apart.
  static constexpr size_t kStride = kChunkRows + 16;

  const uint32_t* Row(uint32_t slot) const { return ends_.data() + slot * kStride; }
  template <Quoting quoting>
  void CutRecord(const Chunk& chunk, uint32_t row);

  uint32_t fields_;
  char separator_;
  Quoting quoting_;
  std::vector<uint32_t> ends_;  // slot 0: one before the record; slot f: the end of field f
  std::array<uint32_t, kChunkRows> counts_;
  std::array<uint8_t, kChunkRows> broken_, escapes_;
  bool any_escapes_ = false;
};

}  // namespace weir::parsers

// The definition levels of a page: which of its rows have a value.  All columns are optional and flat, so a level is one bit, and
// nothing is stored until the first null.
#pragma once

#include <cstdint>
#include <vector>

#include "byte_buffer.hpp"
#include "rows.hpp"

namespace weir::parquet {

class Levels {
 public:
  size_t rows() const { return rows_; }
  size_t nulls() const { return nulls_; }
  size_t memory() const { return bits_.capacity(); }

  // Those of the rows that have a value, in a list kept in `present` when some have none.  `validity` is a column's bitmap, where
  // bit offset + row tells, or null when every row has a value.
  static Rows Present(Rows rows, const uint8_t* validity, int64_t offset, std::vector<int32_t>& present);

  // Takes the levels of these rows in, of which `found` have a value.
  void Add(Rows rows, const uint8_t* validity, int64_t offset, int64_t found);
  void AddNulls(size_t count);

  // Appends the levels as a data page v1 begins: a length of four bytes and the hybrid.
  void Encode(ByteBuffer& out) const;
  void Clear();

 private:
  void AddPresent(size_t count);
  void Resize(size_t rows) { bits_.resize((rows + 7) / 8); }

  size_t rows_ = 0;
  size_t nulls_ = 0;
  std::vector<uint8_t> bits_;  // empty as long as nulls_ is 0; zero past rows_
};

}  // namespace weir::parquet

// A column while it is being made: memory that the conversions fill row by row, from which the rows that could not be read are
// taken out again before it becomes an array.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "table.hpp"
#include "weir/array.hpp"
#include "weir/columns.hpp"
#include "weir/schema.hpp"

namespace weir::parsers {

Type TypeOf(Kind kind);

class Draft {
 public:
  explicit Draft(Kind kind) : kind_(kind) {}

  // Begins anew, for `rows` values.
  void Reset(int64_t rows);
  // Makes room before the first conversion; rows before `first` are missing.  A column that nothing is converted for needs no room.
  void Open(int64_t first);
  // Where the conversions put what they read: views for text, a byte for each boolean, else 8 bytes a value.
  template <class T>
  T* values() {
    return values_.mutable_data<T>();
  }
  // One byte a row: all ones where the value is missing, else 0.  All rows are set by the conversions.
  uint8_t* missing() { return missing_.data(); }
  // Rows that all are missing.
  void SetMissing(int64_t first, int64_t rows);
  // Leaves only these rows, in ascending order.
  void Keep(std::span<const int64_t> rows);
  // The views of a column of text count `texts`.
  ArrowArray Finish(const std::vector<Buffer>& texts);

 private:
  Kind kind_;
  int64_t rows_ = 0;
  bool is_open_ = false;
  Buffer values_;
  std::vector<uint8_t> missing_;
};

}  // namespace weir::parsers

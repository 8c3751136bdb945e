// Rows as one column's text, as it is, and a newline: text that holds newlines takes several lines, which are those it came from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/columns.hpp"

namespace weir::text {

// Text of any kind, and bytes.
bool CanBeLines(Type type);

// Writes rows of one batch, which must outlive it.
class ColumnRows {
 public:
  // A column that the batch does not have is null in all rows.
  ColumnRows(const ArrowSchema& columns, const ArrowArray& batch, std::string_view column);

  // A row without a text can't be a line: the empty text is one already.
  bool is_null(int64_t row) const { return array_ == nullptr || Column(*array_).is_null(row + offset_); }
  void AppendRow(int64_t row, std::string& out) const;

 private:
  const ArrowArray* array_ = nullptr;
  Type type_ = Type::Text;
  int64_t offset_;
};

}  // namespace weir::text

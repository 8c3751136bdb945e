#include "text/column_rows.hpp"

namespace weir::text {

bool CanBeLines(Type type) { return type == Type::Text || type == Type::Utf8 || type == Type::Dictionary || type == Type::Binary; }

ColumnRows::ColumnRows(const ArrowSchema& columns, const ArrowArray& batch, std::string_view column) : offset_(batch.offset) {
  const auto place = FindColumn(columns, column);
  if (!place) return;
  array_ = batch.children[*place];
  type_ = *TypeOf(*columns.children[*place]);
}

void ColumnRows::AppendRow(int64_t row, std::string& out) const {
  VisitText(type_, *array_, [&](const auto& texts) { out += texts[row + offset_]; });
  out += '\n';
}

}  // namespace weir::text

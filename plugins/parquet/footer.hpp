// What stands at a file's end: the schema, where the row groups are and what is in them, and who wrote it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "column_chunk.hpp"
#include "column_writer.hpp"

namespace weir::parquet {

struct TableColumn {
  std::string name;
  Kind kind;
};

inline constexpr std::string_view kMagic = "PAR1";

class Footer {
 public:
  // `columns` outlives the footer.
  Footer(std::span<const TableColumn> columns, Codec codec) : columns_(columns), codec_(codec) {}

  // Notes a row group of these chunks, one a column, written one after the other from `offset` on: of each chunk its dictionary,
  // if it has one, then its pages.  Only the serialised form is kept.
  void AddRowGroup(std::span<const ColumnChunk> chunks, uint64_t offset);

  // All that follows the last row group, trailing magic included.
  std::string Encode(std::span<const std::pair<std::string, std::string>> metadata) const;

  size_t rows() const { return rows_; }
  size_t memory() const { return row_groups_.capacity(); }

 private:
  std::span<const TableColumn> columns_;
  Codec codec_;
  std::string row_groups_;  // the elements of the list, serialised
  size_t row_group_count_ = 0;
  size_t rows_ = 0;
};

}  // namespace weir::parquet

// What stands at a file's end: the schema, where the row groups are and what is in them, and who wrote it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "column_chunk.hpp"
#include "table.hpp"

namespace weir::parquet {

inline constexpr std::string_view kMagic = "PAR1";

class Footer {
 public:
  // `table` outlives the footer.
  explicit Footer(const Table& table) : table_(table) {}

  // Notes a row group of these chunks, one a leaf, written one after the other from `offset` on: of each chunk its dictionary,
  // if it has one, then its pages.  Only the serialised form is kept.
  void AddRowGroup(std::span<const ColumnChunk> chunks, uint64_t offset);

  // All that follows the last row group, trailing magic included.
  std::string Encode(std::span<const std::pair<std::string, std::string>> metadata) const;

  size_t rows() const { return rows_; }
  size_t memory() const { return row_groups_.capacity(); }

 private:
  const Table& table_;
  std::string row_groups_;  // the elements of the list, serialised
  size_t row_group_count_ = 0;
  size_t rows_ = 0;
};

}  // namespace weir::parquet

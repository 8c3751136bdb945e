// One Parquet file: rows go in, row groups come out as soon as they are large enough, the footer at the end.  Of a row group only
// compressed pages wait, and between two row groups next to nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "column_writer.hpp"
#include "footer.hpp"
#include "workers.hpp"

namespace weir::parquet {

class FileWriter {
 public:
  static constexpr int64_t kRowGroupRows = 1 << 20;
  static constexpr size_t kRowGroupBytes = 128 << 20;  // of pages before compression

  using Put = std::function<Status(std::span<const std::string_view>)>;
  // `put` gets the file's bytes in order, a row group at once.  `table` outlives the files; `habits` has one for each of its leaves and is shared by the
  // files of a lane.
  FileWriter(const Table& table, std::vector<Habit>& habits, Put put)
      : table_(table), habits_(habits), put_(std::move(put)), footer_(table) {}

  // `inputs` has one for each leaf of the table.
  Status Append(std::span<const Input> inputs, Rows rows, Workers& workers);
  // Writes what was appended since the last row group; nothing when there is nothing.
  Status FlushRowGroup(Workers& workers);
  // The file's end.  A file without rows must not be finished.
  Status Finish(Workers& workers, std::span<const std::pair<std::string, std::string>> metadata);

  size_t rows() const { return footer_.rows() + static_cast<size_t>(group_rows_); }
  // What the file has come to: bytes put so far, and finished pages.
  uint64_t bytes() const { return written_ + encoded_; }
  // Bytes held for the row group under way, as of the last call; FlushRowGroup gives them back.
  size_t pending() const { return pending_; }
  // Bytes that stay until the file is finished.
  size_t footer_memory() const { return footer_.memory(); }
  // Values that were not UTF-8 and were repaired.
  uint64_t repaired() const { return repaired_; }

 private:
  void Open();
  void Measure();
  Status PutBytes(std::span<const std::string_view> pieces);

  const Table& table_;
  std::vector<Habit>& habits_;
  Put put_;
  Footer footer_;
  std::vector<std::unique_ptr<ColumnWriter>> columns_;  // empty between two row groups
  int64_t group_rows_ = 0;
  size_t encoded_ = 0;    // bytes of finished pages of the row group under way
  size_t raw_bytes_ = 0;  // the same before compression
  size_t pending_ = 0;
  uint64_t written_ = 0;
  uint64_t repaired_ = 0;
};

}  // namespace weir::parquet

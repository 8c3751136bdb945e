// Where row groups end.  That files read as what went in is readback's to show.
#include "parquet/file_writer.hpp"

#include <gtest/gtest.h>

#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

// Appends batches of some equal values until a row group is put, and returns how many rows it has.
int64_t RowsOfARowGroup(int64_t batch_rows, size_t bytes) {
  Table table;
  table.Add({"bytes", Kind::Binary});
  std::vector<Habit> habits(1);
  habits[0].row_groups_to_skip = 1;  // the size before compression is that of PLAIN values
  Workers workers(1, table.codec, table.level, {});
  size_t put = 0;
  FileWriter writer(table, habits, [&put](std::span<const std::string_view> pieces) {
    for (const std::string_view bytes : pieces) put += bytes.size();
    return Status();
  });
  Utf8Builder values;
  for (int64_t i = 0; i < batch_rows; ++i) values.Append(std::string(bytes, 'x'));
  const Array array(values.Finish());
  for (int64_t batch = 1; put == 0; ++batch) {
    const Input input{Type::Binary, array.get(), static_cast<uint64_t>(batch)};
    EXPECT_TRUE(writer.Append({&input, 1}, Rows::All(batch_rows), workers).ok());
    if (put > 0) return batch * batch_rows - (writer.pending() > 0 ? batch_rows : 0);
  }
  return 0;
}

TEST(FileWriter, ARowGroupEndsWhenItsPagesBeforeCompressionAreLarge) {
  constexpr size_t kValue = 1 << 20;
  const auto rows = static_cast<size_t>(RowsOfARowGroup(5, kValue));
  EXPECT_GE(rows * (kValue + 100), FileWriter::kRowGroupBytes);
  EXPECT_LE((rows - 5) * kValue, FileWriter::kRowGroupBytes);
}

TEST(FileWriter, ARowGroupEndsAtItsRowsInsideOfABatch) { EXPECT_EQ((FileWriter::kRowGroupRows / 3000) * 3000, RowsOfARowGroup(3000, 1)); }

}  // namespace
}  // namespace weir::parquet

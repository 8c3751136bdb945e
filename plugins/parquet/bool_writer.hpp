// Columns of booleans: PLAIN, one bit a value.
#pragma once

#include <vector>

#include "column_writer.hpp"

namespace weir::parquet {

class BoolWriter final : public ColumnWriter {
 private:
  size_t Measure(const Input&, Rows) const override { return 0; }
  int64_t AppendValues(const Input& input, Rows present, size_t bytes) override;
  bool PageIsFull() const override { return false; }
  Encoding EncodePage(ByteBuffer& page) override;
  Status FinishChunk(Scratch& scratch) override;
  size_t PendingMemory() const override { return bits_.capacity(); }

  std::vector<uint8_t> bits_;
  size_t values_ = 0;  // pending
  bool seen_[2] = {false, false};
};

}  // namespace weir::parquet

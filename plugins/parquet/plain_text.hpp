// PLAIN values of a text or binary column that wait for their page: a length of four bytes and the bytes, one after the other.
#pragma once

#include <cstdint>
#include <string_view>

#include "byte_buffer.hpp"
#include "rows.hpp"
#include "statistics.hpp"
#include "weir/columns.hpp"

namespace weir::parquet {

class PlainText {
 public:
  explicit PlainText(bool text) : text_(text) {}

  // `bytes` is the length of all values together.
  void AppendViews(const TextViews& values, Rows rows, size_t bytes);
  void Append(std::string_view value);
  // A value that is known to be what its column holds.
  void AppendChecked(std::string_view value);

  const ByteBuffer& page() const { return page_; }
  void ClearPage() { page_.Clear(); }
  TextBounds& bounds() { return bounds_; }
  uint64_t repaired() const { return repaired_; }

 private:
  bool text_;
  ByteBuffer page_;
  TextBounds bounds_;
  uint64_t repaired_ = 0;
};

}  // namespace weir::parquet

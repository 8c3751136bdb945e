#include "bool_writer.hpp"

#include "weir/columns.hpp"

namespace weir::parquet {

int64_t BoolWriter::AppendValues(const Input& input, Rows present, size_t) {
  const Bools values(*input.array);
  bits_.resize((values_ + static_cast<size_t>(present.count) + 7) / 8);
  for (int64_t i = 0; i < present.count; ++i, ++values_) {
    const bool value = values[present[i]];
    seen_[value ? 1 : 0] = true;
    bits_[values_ / 8] |= static_cast<uint8_t>((value ? 1 : 0) << values_ % 8);
  }
  return present.count;
}

Encoding BoolWriter::EncodePage(ByteBuffer& page) {
  page.Append(bits_.data(), bits_.size());
  bits_.clear();
  values_ = 0;
  return Encoding::Plain;
}

Status BoolWriter::FinishChunk(Scratch&) {
  if (!seen_[0] && !seen_[1]) return {};
  chunk_.bounds.least = Bound{std::string(1, seen_[0] ? '\0' : '\1'), true};
  chunk_.bounds.greatest = Bound{std::string(1, seen_[1] ? '\1' : '\0'), true};
  return {};
}

}  // namespace weir::parquet

#include "draft.hpp"

#include <algorithm>
#include <utility>

namespace weir::parsers {
namespace {

size_t WidthOf(Kind kind) { return kind == Kind::Text ? sizeof(TextView) : sizeof(int64_t); }

template <class T>
void KeepValues(T* values, std::span<const int64_t> rows) {
  for (size_t i = 0; i < rows.size(); ++i) values[i] = values[rows[i]];
}

// The bitmap Arrow wants, of one byte a row.  `missing` is a multiple of eight long.
Buffer Validity(const std::vector<uint8_t>& missing) {
  Buffer bits = Buffer::Allocate(missing.size() / 8);
  auto* out = bits.mutable_data<uint8_t>();
  for (size_t i = 0; i < bits.bytes; ++i) {
    uint32_t byte = 0;
    for (uint32_t bit = 0; bit < 8; ++bit) byte |= (~missing[8 * i + bit] & 1u) << bit;
    out[i] = static_cast<uint8_t>(byte);
  }
  return bits;
}

}  // namespace

Type TypeOf(Kind kind) {
  switch (kind) {
    case Kind::Text: return Type::Text;
    case Kind::Integer: return Type::Int64;
    case Kind::Double: return Type::Double;
    case Kind::Timestamp: return Type::Timestamp;
  }
  return Type::Text;
}

void Draft::Reset(int64_t rows) {
  rows_ = rows;
  values_ = Buffer::Allocate(static_cast<size_t>(rows) * WidthOf(kind_));
  missing_.assign((static_cast<size_t>(rows) + 7) / 8 * 8, 0);
}

void Draft::Keep(std::span<const int64_t> rows) {
  kind_ == Kind::Text ? KeepValues(values<TextView>(), rows) : KeepValues(values<int64_t>(), rows);
  KeepValues(missing_.data(), rows);
  rows_ = static_cast<int64_t>(rows.size());
  missing_.resize((rows.size() + 7) / 8 * 8);
  std::fill(missing_.begin() + rows_, missing_.end(), uint8_t{0});
  values_.bytes = rows.size() * WidthOf(kind_);
}

ArrowArray Draft::Finish(const std::vector<Buffer>& texts) {
  int64_t nulls = 0;
  for (const uint8_t missing : missing_) nulls += missing & 1;
  std::vector<Buffer> buffers{nulls == 0 ? Buffer{} : Validity(missing_), std::move(values_)};
  if (kind_ == Kind::Text) {
    Buffer sizes = Buffer::Allocate(texts.size() * sizeof(int64_t));
    for (size_t i = 0; i < texts.size(); ++i) sizes.mutable_data<int64_t>()[i] = static_cast<int64_t>(texts[i].bytes);
    buffers.insert(buffers.end(), texts.begin(), texts.end());
    buffers.push_back(std::move(sizes));
  }
  return MakeArray(rows_, nulls, std::move(buffers));
}

}  // namespace weir::parsers

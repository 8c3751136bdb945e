#include "draft.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace weir::parsers {
namespace {

size_t WidthOf(Kind kind) { return kind == Kind::Text ? sizeof(TextView) : kind == Kind::Bool ? sizeof(uint8_t) : sizeof(int64_t); }

template <class T>
void KeepValues(T* values, std::span<const int64_t> rows) {
  for (size_t i = 0; i < rows.size(); ++i) values[i] = values[rows[i]];
}

// The bitmap Arrow wants, of one byte a row, each exclusive-or'ed with `flip`.  `bytes` can be read up to a multiple of eight.
Buffer Bitmap(const uint8_t* bytes, size_t rows, uint32_t flip) {
  Buffer bits = Buffer::Allocate((rows + 7) / 8);
  auto* out = bits.mutable_data<uint8_t>();
  for (size_t i = 0; i < bits.bytes; ++i) {
    uint32_t byte = 0;
    for (uint32_t bit = 0; bit < 8; ++bit) byte |= ((bytes[8 * i + bit] ^ flip) & 1u) << bit;
    out[i] = static_cast<uint8_t>(byte);
  }
  return bits;
}

// What columns without a value point to: their views and values are never looked at.
Buffer Zeros(size_t bytes) {
  static uint8_t zeros[1 << 20];
  constexpr size_t kReadable = 64;  // behind the end, as of all buffers
  if (bytes + kReadable <= sizeof zeros) return {{}, zeros, bytes};
  Buffer made = Buffer::Allocate(bytes);
  std::memset(made.mutable_data<uint8_t>(), 0, bytes);
  return made;
}

}  // namespace

Type TypeOf(Kind kind) {
  switch (kind) {
    case Kind::Text: return Type::Text;
    case Kind::Integer: return Type::Int64;
    case Kind::Double: return Type::Double;
    case Kind::Timestamp: return Type::Timestamp;
    case Kind::Bool: return Type::Bool;
    case Kind::Structs: return Type::List;
  }
  return Type::Text;
}

void Draft::Reset(int64_t rows) {
  rows_ = rows;
  is_open_ = false;
}

void Draft::Open(int64_t first) {
  if (is_open_) return;
  is_open_ = true;
  values_ = Buffer::Allocate(static_cast<size_t>(rows_ + 7) / 8 * 8 * WidthOf(kind_));
  missing_.assign((static_cast<size_t>(rows_) + 7) / 8 * 8, 0);
  SetMissing(0, first);
}

void Draft::SetMissing(int64_t first, int64_t rows) {
  if (!is_open_) return;
  const size_t width = WidthOf(kind_);
  std::memset(values<char>() + static_cast<size_t>(first) * width, 0, static_cast<size_t>(rows) * width);
  std::fill_n(missing_.begin() + first, rows, uint8_t{0xff});
}

void Draft::Keep(std::span<const int64_t> rows) {
  if (!is_open_) {
    rows_ = static_cast<int64_t>(rows.size());
    return;
  }
  switch (kind_) {
    case Kind::Text: KeepValues(values<TextView>(), rows); break;
    case Kind::Bool: KeepValues(values<uint8_t>(), rows); break;
    default: KeepValues(values<int64_t>(), rows);
  }
  KeepValues(missing_.data(), rows);
  rows_ = static_cast<int64_t>(rows.size());
  missing_.resize((rows.size() + 7) / 8 * 8);
  std::fill(missing_.begin() + rows_, missing_.end(), uint8_t{0});
}

ArrowArray Draft::Finish(const std::vector<Buffer>& texts) {
  int64_t nulls = 0;
  const auto rows = static_cast<size_t>(rows_);
  std::vector<Buffer> buffers;
  if (!is_open_) {
    nulls = rows_;
    buffers = {Zeros((rows + 7) / 8), Zeros(kind_ == Kind::Bool ? (rows + 7) / 8 : rows * WidthOf(kind_))};
  } else {
    for (const uint8_t missing : missing_) nulls += missing & 1;
    if (kind_ == Kind::Bool)
      values_ = Bitmap(values<uint8_t>(), rows, 0);
    else
      values_.bytes = rows * WidthOf(kind_);
    buffers = {nulls == 0 ? Buffer{} : Bitmap(missing_.data(), rows, 1), std::move(values_)};
  }
  if (kind_ == Kind::Text) {
    Buffer sizes = Buffer::Allocate(texts.size() * sizeof(int64_t));
    for (size_t i = 0; i < texts.size(); ++i) sizes.mutable_data<int64_t>()[i] = static_cast<int64_t>(texts[i].bytes);
    buffers.insert(buffers.end(), texts.begin(), texts.end());
    buffers.push_back(std::move(sizes));
  }
  return MakeArray(rows_, nulls, std::move(buffers));
}

}  // namespace weir::parsers

#include "levels.hpp"

#include <bit>

#include "hybrid.hpp"
#include "weir/columns.hpp"

namespace weir::parquet {
namespace {

// Eight bits from any place of a bitmap, of which the caller needs `wanted`: bytes behind them may not be there.
uint32_t Load8(const uint8_t* bits, int64_t at, int64_t wanted) {
  const int64_t byte = at >> 3;
  const int shift = static_cast<int>(at & 7);
  uint32_t value = bits[byte] >> shift;
  if (shift + wanted > 8) value |= static_cast<uint32_t>(bits[byte + 1]) << (8 - shift);
  return value & ((1u << std::min<int64_t>(wanted, 8)) - 1);
}

}  // namespace

void Levels::AddPresent(size_t count) {
  if (nulls_ > 0) {
    Resize(rows_ + count);
    for (size_t i = rows_; i < rows_ + count;) {
      if (i % 8 == 0 && i + 8 <= rows_ + count) {
        bits_[i / 8] = 0xff;
        i += 8;
        continue;
      }
      bits_[i / 8] |= static_cast<uint8_t>(1 << i % 8);
      ++i;
    }
  }
  rows_ += count;
}

void Levels::AddNulls(size_t count) {
  if (nulls_ == 0) {
    // The first null: what came before gets its bits now.
    nulls_ = count;
    const size_t before = rows_;
    rows_ = 0;
    AddPresent(before);
  } else {
    nulls_ += count;
  }
  Resize(rows_ + count);
  rows_ += count;
}

Rows Levels::Present(Rows rows, const uint8_t* validity, int64_t offset, std::vector<int32_t>& present) {
  if (validity == nullptr) return rows;
  present.resize(static_cast<size_t>(rows.count));
  int32_t* out = present.data();
  if (rows.list != nullptr) {
    for (int64_t i = 0; i < rows.count; ++i) {
      *out = rows.list[i];
      out += TestBit(validity, offset + rows.list[i]);
    }
  } else {
    for (int64_t i = 0; i < rows.count; i += 8) {
      uint32_t bits = Load8(validity, offset + rows.first + i, rows.count - i);
      for (; bits != 0; bits &= bits - 1) *out++ = static_cast<int32_t>(rows.first + i) + std::countr_zero(bits);
    }
  }
  const int64_t found = out - present.data();
  return found == rows.count ? rows : Rows{present.data(), 0, found};
}

void Levels::Add(Rows rows, const uint8_t* validity, int64_t offset, int64_t found) {
  if (found == rows.count) return AddPresent(static_cast<size_t>(rows.count));
  if (found == 0) return AddNulls(static_cast<size_t>(rows.count));
  const size_t before = rows_;
  AddNulls(static_cast<size_t>(rows.count));
  nulls_ -= static_cast<size_t>(found);
  if (rows.list != nullptr) {
    for (int64_t i = 0; i < rows.count; ++i) {
      const size_t at = before + static_cast<size_t>(i);
      bits_[at / 8] |= static_cast<uint8_t>(TestBit(validity, offset + rows.list[i]) << at % 8);
    }
  } else {
    for (int64_t i = 0; i < rows.count; i += 8) {
      const size_t at = before + static_cast<size_t>(i);
      const uint32_t bits = Load8(validity, offset + rows.first + i, rows.count - i) << at % 8;
      bits_[at / 8] |= static_cast<uint8_t>(bits);
      if (bits > 0xff) bits_[at / 8 + 1] |= static_cast<uint8_t>(bits >> 8);
    }
  }
}

void Levels::Encode(ByteBuffer& out) const {
  const size_t start = out.size();
  const uint32_t unknown = 0;
  out.Append(&unknown, sizeof unknown);
  if (nulls_ == 0)
    EncodeHybridRun(1, rows_, 1, out);
  else if (nulls_ == rows_)
    EncodeHybridRun(0, rows_, 1, out);
  else
    EncodeHybridBits(bits_.data(), rows_, out);
  const auto length = static_cast<uint32_t>(out.size() - start - sizeof unknown);
  std::memcpy(out.data() + start, &length, sizeof length);
}

void Levels::Clear() {
  rows_ = 0;
  nulls_ = 0;
  bits_.clear();
}

}  // namespace weir::parquet

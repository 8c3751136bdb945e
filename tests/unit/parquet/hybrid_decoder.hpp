// A reader of the hybrid encoding, written from its grammar, for tests.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::parquet {

inline std::vector<uint32_t> DecodeHybrid(std::string_view bytes, int width, size_t count) {
  std::vector<uint32_t> values;
  size_t at = 0;
  const auto byte = [&] { return static_cast<uint8_t>(bytes.at(at++)); };
  while (values.size() < count) {
    uint64_t header = 0;
    for (int shift = 0;; shift += 7) {
      const uint8_t b = byte();
      header |= static_cast<uint64_t>(b & 0x7f) << shift;
      if (b < 0x80) break;
    }
    if ((header & 1) == 0) {
      uint32_t value = 0;
      for (int i = 0; i < (width + 7) / 8; ++i) value |= static_cast<uint32_t>(byte()) << (8 * i);
      values.insert(values.end(), header >> 1, value);
      continue;
    }
    const size_t packed = at;
    for (uint64_t i = 0; i < (header >> 1) * 8; ++i) {
      uint32_t value = 0;
      for (int bit = 0; bit < width; ++bit) {
        const uint64_t place = i * static_cast<uint64_t>(width) + static_cast<uint64_t>(bit);
        value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes.at(packed + place / 8)) >> (place % 8) & 1) << bit;
      }
      values.push_back(value);
    }
    at = packed + (header >> 1) * static_cast<uint64_t>(width);
  }
  if (at != bytes.size() || values.size() > count + 7) return {};
  values.resize(count);
  return values;
}

}  // namespace weir::parquet

// 64 bytes at a time: which of them are a given byte, as bits.  SSE2, which every x86-64 has, and plain C++ elsewhere.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace weir::frame {

class Block {
 public:
  static constexpr size_t kBytes = 64;

  // From `at` on.  Behind the end there are zeros.
  Block(std::string_view content, size_t at) {
    const char* from = content.data() + at;
    char padded[kBytes];
    if (content.size() - at < kBytes) {
      std::memset(padded, 0, kBytes);
      std::memcpy(padded, from, content.size() - at);
      from = padded;
    }
#if defined(__SSE2__)
    for (int i = 0; i < 4; ++i) parts_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from) + i);
#else
    std::memcpy(bytes_, from, kBytes);
#endif
  }

#if defined(__SSE2__)
  uint64_t Find(char wanted) const {
    const __m128i w = _mm_set1_epi8(wanted);
    return Bits([&](__m128i part) { return _mm_cmpeq_epi8(part, w); });
  }
  // [ and { , or ] and }, which differ by one bit.
  uint64_t FindBracket(char brace) const {
    const __m128i w = _mm_set1_epi8(brace), bit = _mm_set1_epi8(0x20);
    return Bits([&](__m128i part) { return _mm_cmpeq_epi8(_mm_or_si128(part, bit), w); });
  }

 private:
  template <class Compare>
  uint64_t Bits(Compare compare) const {
    uint64_t bits = 0;
    for (int i = 0; i < 4; ++i) bits |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(compare(parts_[i])))) << 16 * i;
    return bits;
  }
  __m128i parts_[4];
#else
  uint64_t Find(char wanted) const {
    uint64_t bits = 0;
    for (size_t i = 0; i < kBytes; ++i) bits |= static_cast<uint64_t>(bytes_[i] == wanted) << i;
    return bits;
  }
  uint64_t FindBracket(char brace) const {
    uint64_t bits = 0;
    for (size_t i = 0; i < kBytes; ++i) bits |= static_cast<uint64_t>((bytes_[i] | 0x20) == brace) << i;
    return bits;
  }

 private:
  char bytes_[kBytes];
#endif
};

// Bit i of the result: how many of bits 0..i are set, odd or even.  Over quotes: which bytes are inside a pair of them.
inline uint64_t PrefixXor(uint64_t bits) {
  for (const int step : {1, 2, 4, 8, 16, 32}) bits ^= bits << step;
  return bits;
}

// How many bits are set.  std::popcount is a call into a library where the instruction can't be taken for granted.
inline uint32_t CountBits(uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  return static_cast<uint32_t>(((bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56);
}

}  // namespace weir::frame

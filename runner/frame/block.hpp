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

}  // namespace weir::frame

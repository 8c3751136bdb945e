// The wide loads and compares of the hot loops, in one place: SSE2, which every x86-64 has, and plain C++ elsewhere.  All of
// them may read up to 64 bytes from where they start, whatever the length: the text must be padded (see Records).
#pragma once

#include <cstdint>
#include <cstring>

#include "weir/columns.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace weir::parsers {

// Bit i speaks of byte i of 64.
struct Block {
  uint64_t separators;
  uint64_t quotes;
  bool escapes;  // a backslash is somewhere among the 64
};

#if defined(__SSE2__)

inline uint64_t Join(__m128i a, __m128i b, __m128i c, __m128i d) {
  const auto bits = [](__m128i v) { return static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(v))); };
  return bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48;
}

// Where `wanted` stands among the 64 bytes.
inline uint64_t Find(const char* text, char wanted) {
  const auto* at = reinterpret_cast<const __m128i*>(text);
  const __m128i w = _mm_set1_epi8(wanted);
  return Join(_mm_cmpeq_epi8(_mm_loadu_si128(at), w), _mm_cmpeq_epi8(_mm_loadu_si128(at + 1), w),
              _mm_cmpeq_epi8(_mm_loadu_si128(at + 2), w), _mm_cmpeq_epi8(_mm_loadu_si128(at + 3), w));
}

inline Block Match(const char* text, char separator) {
  const auto* at = reinterpret_cast<const __m128i*>(text);
  const __m128i a = _mm_loadu_si128(at), b = _mm_loadu_si128(at + 1), c = _mm_loadu_si128(at + 2), d = _mm_loadu_si128(at + 3);
  const auto find = [&](char wanted) {
    const __m128i w = _mm_set1_epi8(wanted);
    return Join(_mm_cmpeq_epi8(a, w), _mm_cmpeq_epi8(b, w), _mm_cmpeq_epi8(c, w), _mm_cmpeq_epi8(d, w));
  };
  const __m128i w = _mm_set1_epi8('\\');
  const __m128i any =
      _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(a, w), _mm_cmpeq_epi8(b, w)), _mm_or_si128(_mm_cmpeq_epi8(c, w), _mm_cmpeq_epi8(d, w)));
  return {find(separator), find('"'), _mm_movemask_epi8(any) != 0};
}

// Which of 16 bytes are `wanted`.
inline uint32_t Find16(const char* text, char wanted) {
  return static_cast<uint32_t>(
      _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text)), _mm_set1_epi8(wanted))));
}

namespace internal {
// Row n: what a view of n bytes keeps of its text, moved up by the four bytes of its length; row 13: the prefix of a long one.
struct ViewMasks {
  alignas(16) uint8_t rows[14][16];
  constexpr ViewMasks() : rows{} {
    for (int n = 0; n <= 13; ++n)
      for (int i = 0; i < 16; ++i) rows[n][i] = i >= 4 && i < 4 + (n == 13 ? 4 : n) ? 0xff : 0;
  }
};
inline constexpr ViewMasks kViewMasks;
}  // namespace internal

// Writes the view of `length` bytes of text that stand at `offset` of a buffer, without a branch.
inline void PutView(TextView* out, const char* text, uint32_t length, int32_t buffer, uint32_t offset) {
  const __m128i loaded = _mm_slli_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text)), 4);
  const uint32_t kept = length < 13 ? length : 13;
  const __m128i mask = _mm_load_si128(reinterpret_cast<const __m128i*>(internal::kViewMasks.rows[kept]));
  const uint64_t is_long = 0 - static_cast<uint64_t>(length > TextView::kInline);
  const uint64_t where = (static_cast<uint64_t>(offset) << 32 | static_cast<uint32_t>(buffer)) & is_long;
  const __m128i rest = _mm_unpacklo_epi64(_mm_cvtsi32_si128(static_cast<int32_t>(length)), _mm_cvtsi64_si128(static_cast<int64_t>(where)));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_or_si128(_mm_and_si128(loaded, mask), rest));
}

#else

inline uint64_t Find(const char* text, char wanted) {
  uint64_t bits = 0;
  for (uint32_t i = 0; i < 64; ++i) bits |= static_cast<uint64_t>(text[i] == wanted) << i;
  return bits;
}

inline Block Match(const char* text, char separator) { return {Find(text, separator), Find(text, '"'), Find(text, '\\') != 0}; }

inline uint32_t Find16(const char* text, char wanted) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < 16; ++i) bits |= static_cast<uint32_t>(text[i] == wanted) << i;
  return bits;
}

inline void PutView(TextView* out, const char* text, uint32_t length, int32_t buffer, uint32_t offset) {
  *out = TextView{static_cast<int32_t>(length), {}};
  if (length <= TextView::kInline) {
    std::memcpy(out->inlined, text, length);
    return;
  }
  std::memcpy(out->ref.prefix, text, sizeof out->ref.prefix);
  out->ref.buffer = buffer;
  out->ref.offset = static_cast<int32_t>(offset);
}

#endif

}  // namespace weir::parsers

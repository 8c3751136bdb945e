#include "hybrid.hpp"

#include <bit>
#include <cassert>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir::parquet {
namespace {

static_assert(std::endian::native == std::endian::little, "pages are little endian and written as they lie in memory");

constexpr size_t kGroup = 8;
constexpr size_t kMaxVarint = 10;

char* PutVarint(char* out, uint64_t value) {
  while (value >= 0x80) {
    *out++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<char>(value);
  return out;
}

char* PutRun(char* out, uint32_t value, size_t count, int width) {
  out = PutVarint(out, static_cast<uint64_t>(count) << 1);
  *out++ = static_cast<char>(value);
  if (width > 8) *out++ = static_cast<char>(value >> 8);
  return out;
}

bool Uniform(const uint16_t* group) {
#ifdef __SSE2__
  const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(group));
  const __m128i first = _mm_set1_epi16(static_cast<short>(group[0]));
  return _mm_movemask_epi8(_mm_cmpeq_epi16(values, first)) == 0xffff;
#else
  for (size_t i = 1; i < kGroup; ++i)
    if (group[i] != group[0]) return false;
  return true;
#endif
}

size_t RunLength(const uint16_t* values, size_t count) {
  size_t length = 1;
  while (length + kGroup <= count && values[length] == values[0] && Uniform(values + length)) length += kGroup;
  while (length < count && values[length] == values[0]) ++length;
  return length;
}

// Four values side by side in each half.
struct Halves {
  uint64_t low, high;
};

Halves Gather(const uint16_t* v, int width) {
#ifdef __SSE2__
  // Multiply-add joins neighbours; its factors are signed 16 bits, hence the limit.
  if (width <= 14) {
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(v));
    const __m128i factors = _mm_set1_epi32(1 | (1 << width << 16));
    const __m128i pairs = _mm_madd_epi16(values, factors);
    const __m128i odd = _mm_sll_epi64(_mm_srli_epi64(pairs, 32), _mm_cvtsi32_si128(2 * width));
    const __m128i even = _mm_and_si128(pairs, _mm_set_epi32(0, -1, 0, -1));
    const __m128i fours = _mm_or_si128(even, odd);
    return {static_cast<uint64_t>(_mm_cvtsi128_si64(fours)), static_cast<uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(fours, fours)))};
  }
#endif
  const auto four = [width](const uint16_t* from) {
    return static_cast<uint64_t>(from[0]) | static_cast<uint64_t>(from[1]) << width | static_cast<uint64_t>(from[2]) << (2 * width) |
           static_cast<uint64_t>(from[3]) << (3 * width);
  };
  return {four(v), four(v + 4)};
}

// Writes 16 bytes, of which `width` count.
char* PackGroup(const uint16_t* values, int width, char* out) {
  const Halves halves = Gather(values, width);
  const int shift = 4 * width;
  uint64_t words[2] = {halves.low, halves.high};
  if (shift < 64) {
    words[0] |= halves.high << shift;
    words[1] = halves.high >> (64 - shift);
  }
  std::memcpy(out, words, sizeof words);
  return out + width;
}

// A group that is cut short by the end is filled with zeros, which readers know to ignore.
char* PackTail(const uint16_t* values, size_t count, int width, char* out) {
  uint16_t group[kGroup] = {};
  std::memcpy(group, values, count * sizeof(uint16_t));
  return PackGroup(group, width, out);
}

}  // namespace

int BitWidth(size_t entries) { return entries <= 2 ? 1 : static_cast<int>(std::bit_width(entries - 1)); }

void EncodeHybridRun(uint32_t value, size_t count, int width, ByteBuffer& out) {
  char* const start = out.Reserve(kMaxVarint + 4);
  out.Advance(static_cast<size_t>(PutRun(start, value, count, width) - start));
}

void EncodeHybrid(const uint16_t* values, size_t count, int width, ByteBuffer& out) {
  assert(width >= 1 && width <= 16);
  // Shorter runs cost more than the packed values they replace: a run is about four bytes, its neighbour's header included.
  const size_t least_run = std::max<size_t>(kGroup, (32 / static_cast<size_t>(width) + kGroup - 1) / kGroup * kGroup);
  // Worst case, all packed and every least_run values a break: `width` bytes a group and two headers a break.
  char* const start = out.Reserve((count / kGroup + 2) * (static_cast<size_t>(width) + 8) + 16);
  char* at = start;
  size_t i = 0;
  while (i < count) {
    const size_t first = i;
    size_t run = 0;
    while (i + kGroup <= count) {
      if (Uniform(values + i) && (run = RunLength(values + i, count - i)) >= least_run) break;
      run = 0;
      i += kGroup;
    }
    if (run == 0 && i < count) {  // what is left is less than a group
      const size_t groups = (i - first) / kGroup + 1;
      at = PutVarint(at, groups << 1 | 1);
      for (size_t g = first; g < i; g += kGroup) at = PackGroup(values + g, width, at);
      at = PackTail(values + i, count - i, width, at);
      break;
    }
    if (i > first) {
      at = PutVarint(at, (i - first) / kGroup << 1 | 1);
      for (size_t g = first; g < i; g += kGroup) at = PackGroup(values + g, width, at);
    }
    if (run > 0) at = PutRun(at, values[i], run, width);
    i += run;
  }
  out.Advance(static_cast<size_t>(at - start));
}

void EncodeHybridBits(const uint8_t* bits, size_t count, ByteBuffer& out) {
  // Runs are looked for in whole bytes; one shorter than this stays packed.
  constexpr size_t kLeastRun = 8;
  const size_t whole = count / 8;
  char* const start = out.Reserve(whole * 2 + 32);
  char* at = start;
  size_t i = 0;
  while (i < whole) {
    const size_t first = i;
    size_t run = 0;
    while (i < whole) {
      run = 0;
      if (bits[i] == 0x00 || bits[i] == 0xff) {
        while (i + run < whole && bits[i + run] == bits[i]) ++run;
        if (run >= kLeastRun) break;
      }
      i += std::max<size_t>(run, 1);
      run = 0;
    }
    if (i > first) {
      at = PutVarint(at, (i - first) << 1 | 1);
      std::memcpy(at, bits + first, i - first);
      at += i - first;
    }
    if (run > 0) at = PutRun(at, bits[i] & 1, run * 8, 1);
    i += run;
  }
  if (count % 8 != 0) {
    at = PutVarint(at, 1 << 1 | 1);
    *at++ = static_cast<char>(bits[whole] & ((1 << count % 8) - 1));
  }
  out.Advance(static_cast<size_t>(at - start));
}

}  // namespace weir::parquet

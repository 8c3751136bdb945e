// Sums over the bits of 64 bytes, where bit i speaks of byte i.
#pragma once

#include <cstdint>

namespace weir {

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

}  // namespace weir

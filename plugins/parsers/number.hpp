// Numbers as logs write them: decimal, short, and by far most often without a sign.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weir::parsers {

enum class Read { Ok, Malformed, TooBig };

// Any decimal integer of 64 bits, with a leading "-" or without.
Read ReadInteger(std::string_view text, int64_t& value);
// "true" or "false", in any case: 1 or 0.
Read ReadBool(std::string_view text, uint8_t& value);
// Any decimal number, nothing before or after it; neither infinity nor NaN.
Read ReadDouble(std::string_view text, double& value);

namespace internal {

inline uint64_t Load8(const char* text) {
  uint64_t bytes;
  std::memcpy(&bytes, text, sizeof bytes);
  return bytes;
}

// Eight bytes, each 0..9, the first in the lowest: neighbours are joined to pairs, pairs to fours, fours to the number.
inline uint32_t JoinDigits(uint64_t digits) {
  const uint64_t pairs = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  const uint64_t fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffff;
  return static_cast<uint32_t>(fours * 10000 + (fours >> 32));
}

// True when every byte is 0..9.
inline bool AreDigits(uint64_t bytes) { return (((bytes + 0x7676767676767676) | bytes) & 0x8080808080808080) == 0; }

inline constexpr bool kLittleEndian = std::endian::native == std::endian::little;
inline constexpr double kPowersOfTen[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};

}  // namespace internal

// The usual case of ReadInteger, one to eight digits, without a loop.  False: ask ReadInteger.  Reads eight bytes of `text`.
inline bool ReadShortInteger(const char* text, int32_t length, int64_t& value) {
  if constexpr (!internal::kLittleEndian) return false;
  if (static_cast<uint32_t>(length - 1) >= 8) return false;
  // The digits move to the end of the eight bytes; what comes before them is zero, as leading zeros are.
  const uint64_t digits = (internal::Load8(text) ^ 0x3030303030303030) << (64 - 8 * length);
  value = internal::JoinDigits(digits);
  return internal::AreDigits(digits);
}

// Nine to sixteen digits.  False: ask ReadInteger.
inline bool ReadLongInteger(std::string_view text, int64_t& value) {
  if constexpr (!internal::kLittleEndian) return false;
  if (text.size() < 9 || text.size() > 16) return false;
  const uint64_t first = (internal::Load8(text.data()) ^ 0x3030303030303030) << (8 * (16 - text.size()));
  const uint64_t last = internal::Load8(text.data() + text.size() - 8) ^ 0x3030303030303030;
  value = int64_t{internal::JoinDigits(first)} * 100'000'000 + internal::JoinDigits(last);
  return internal::AreDigits(first) && internal::AreDigits(last);
}

// The usual case of ReadDouble: up to eight digits and at most one point among them.  Both the digits and the power of
// ten are exact, so one division rounds correctly.
inline bool ReadShortDouble(const char* text, int32_t length, double& value) {
  if constexpr (!internal::kLittleEndian) return false;
  if (static_cast<uint32_t>(length - 1) >= 8) return false;
  const uint64_t bytes = internal::Load8(text) ^ 0x3030303030303030;
  const uint64_t points = bytes ^ 0x1e1e1e1e1e1e1e1e;  // '.' ^ '0' = 0x1e: zero where a point stands
  const uint64_t marks = (points - 0x0101010101010101) & ~points & 0x8080808080808080;
  // Without a point among the `length` bytes, one is imagined behind them.
  const int32_t seen = marks == 0 ? 8 : std::countr_zero(marks) >> 3;
  const bool has_point = seen < length;
  const int32_t point = has_point ? seen : length;
  const int32_t count = length - static_cast<int32_t>(has_point);
  if (count == 0) return false;
  const uint64_t below = point == 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * point)) - 1;
  const uint64_t joined = (bytes & below) | (bytes >> 8 & ~below);
  const uint64_t digits = joined << (64 - 8 * count);
  value = internal::JoinDigits(digits) / internal::kPowersOfTen[count - point];
  return internal::AreDigits(digits);
}

}  // namespace weir::parsers

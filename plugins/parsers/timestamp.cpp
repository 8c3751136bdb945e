#include "timestamp.hpp"

#include <cassert>
#include <chrono>
#include <cstring>

#include "number.hpp"
#include "time_text.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace weir::parsers {
namespace {

constexpr size_t kDayBytes = 11;  // "2018-07-02T"

// "" for none, else ".186641" and as many digits as there are, up to nine.
bool TakeFraction(std::string_view& text, int64_t& micros) {
  micros = 0;
  return !Take(text, '.') || TakeDecimals(text, micros);
}

// Z or +hh:mm, up to the end.
bool TakeZone(std::string_view text, int64_t& minutes) {
  minutes = 0;
  if (text == "Z") return true;
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return false;
  text.remove_prefix(1);
  const int64_t hour = TakeDigits(text, 2);
  if (hour < 0 || hour > 23 || !Take(text, ':')) return false;
  const int64_t minute = TakeDigits(text, 2);
  if (minute < 0 || minute > 59 || !text.empty()) return false;
  minutes = (west ? -1 : 1) * (hour * 60 + minute);
  return true;
}

int64_t Now() { return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

}  // namespace

bool Timestamps::ReadUsual(const char* text, int64_t& micros) const {
  if constexpr (!internal::kLittleEndian) return false;
#if defined(__SSE2__)
  const __m128i same =
      _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text)), _mm_load_si128(reinterpret_cast<const __m128i*>(day_)));
  if ((_mm_movemask_epi8(same) & 0x7ff) != 0x7ff) return false;
#else
  if (std::memcmp(text, day_, kDayBytes) != 0) return false;
#endif
  // What is left is 16 bytes, 22:23:00 and .186641Z.  Without their punctuation and '0's all bytes are digits, or zero.
  const uint64_t clock = internal::Load8(text + kDayBytes) ^ 0x30303a30303a3030;
  const uint64_t fraction = internal::Load8(text + kDayBytes + 8) ^ 0x5a3030303030302e;
  const uint64_t not_digits = 0x00ff0000ff0000 & clock;
  if (!internal::AreDigits(clock) || !internal::AreDigits(fraction) || not_digits != 0 || (fraction & 0xff000000000000ff) != 0)
    return false;
  const uint64_t pairs = clock * 10 + (clock >> 8);  // of bytes 0 and 1, 3 and 4, 6 and 7
  const auto hour = static_cast<int64_t>(pairs & 0xff), minute = static_cast<int64_t>(pairs >> 24 & 0xff),
             second = static_cast<int64_t>(pairs >> 48 & 0xff);
  if (!IsClock(hour, minute, second)) return false;
  const uint64_t digits = fraction >> 8;
  const uint64_t parts = digits * 10 + (digits >> 8);
  const auto micro = static_cast<int64_t>((parts & 0xff) * 10000 + (parts >> 16 & 0xff) * 100 + (parts >> 32 & 0xff));
  micros = midnight_ + (hour * 3600 + minute * 60 + second) * kSecond + micro;
  return true;
}

Timestamps::Timestamps(const char* pattern) {
  std::string error;
  if (pattern == nullptr) return;
  pattern_ = TimePattern::Compile(pattern, Now(), error);
  assert(pattern_ && "the patterns of tables are right, and others were checked");
}

bool Timestamps::ReadPattern(std::string_view text, int64_t& micros) {
  if (pattern_->is_unix()) return pattern_->Read(text, micros);
  // Neighbours are often of the same second.
  if (text == last_ && !text.empty()) {
    micros = last_micros_;
    return true;
  }
  if (!pattern_->Read(text, micros)) return false;
  last_ = text;
  last_micros_ = micros;
  return true;
}

bool Timestamps::ReadAny(std::string_view text, int64_t& micros) {
  if (pattern_) return ReadPattern(text, micros);
  std::string_view left = text;
  const int64_t year = TakeDigits(left, 4);
  if (year < 0 || !Take(left, '-')) return false;
  const int64_t month = TakeDigits(left, 2);
  if (month < 0 || !Take(left, '-')) return false;
  const int64_t day = TakeDigits(left, 2);
  if (day < 0 || !Take(left, 'T')) return false;
  int64_t midnight;
  if (!Midnight(year, month, day, midnight)) return false;
  const int64_t hour = TakeDigits(left, 2);
  if (hour < 0 || !Take(left, ':')) return false;
  const int64_t minute = TakeDigits(left, 2);
  if (minute < 0 || !Take(left, ':')) return false;
  const int64_t second = TakeDigits(left, 2);
  if (second < 0 || !IsClock(hour, minute, second)) return false;
  int64_t micro, offset;
  if (!TakeFraction(left, micro) || !TakeZone(left, offset)) return false;

  midnight_ = midnight;
  std::memcpy(day_, text.data(), kDayBytes);
  micros = midnight_ + (hour * 3600 + (minute - offset) * 60 + second) * kSecond + micro;
  return true;
}

}  // namespace weir::parsers

#include "utf8.hpp"

#include <cstdint>
#include <cstring>

namespace weir::parquet {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

size_t SkipAscii(std::string_view text, size_t at) {
  uint64_t word;
  while (at + sizeof word <= text.size()) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & kHighBits) != 0) break;
    at += sizeof word;
  }
  while (at < text.size() && static_cast<uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

struct Sequence {
  size_t length;  // of the well-formed sequence, or of the part of it that is there
  bool complete;
};

// The sequence of several bytes that starts at `at`.  Only the second byte's range depends on the first (Unicode, table 3-7).
Sequence Look(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(at);
  size_t length = 0;
  uint8_t low = 0x80, high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf)
    length = 2;
  else if (lead >= 0xe0 && lead <= 0xef)
    length = 3;
  else if (lead >= 0xf0 && lead <= 0xf4)
    length = 4;
  else
    return {1, false};
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  for (size_t i = 1; i < length; ++i) {
    if (at + i == text.size() || byte(at + i) < low || byte(at + i) > high) return {i, false};
    low = 0x80;
    high = 0xbf;
  }
  return {length, true};
}

}  // namespace

bool IsUtf8(std::string_view text) {
  for (size_t at = SkipAscii(text, 0); at < text.size(); at = SkipAscii(text, at)) {
    const Sequence sequence = Look(text, at);
    if (!sequence.complete) return false;
    at += sequence.length;
  }
  return true;
}

std::string RepairUtf8(std::string_view text) {
  std::string repaired;
  size_t at = 0;
  while (at < text.size()) {
    const size_t ascii = SkipAscii(text, at);
    repaired.append(text, at, ascii - at);
    at = ascii;
    if (at == text.size()) break;
    const Sequence sequence = Look(text, at);
    if (sequence.complete)
      repaired.append(text, at, sequence.length);
    else
      repaired.append("\xef\xbf\xbd");
    at += sequence.length;
  }
  return repaired;
}

}  // namespace weir::parquet

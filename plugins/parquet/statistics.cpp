#include "statistics.hpp"

#include <algorithm>

namespace weir::parquet {
namespace {

// Longer bounds are cut: a footer is read before anything else.
constexpr size_t kLongest = 64;

// Masks that keep the first n bytes of a word in memory.
constexpr uint64_t kFirstBytes[9] = {
    0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, 0xffffffffffffffff};

bool Continues(char byte) { return (static_cast<uint8_t>(byte) & 0xc0) == 0x80; }

Bound CutLeast(const std::string& value, bool text) {
  size_t length = kLongest;
  while (text && length > 0 && Continues(value[length])) --length;
  return {value.substr(0, length), false};
}

// A short value above all that begin like `value`: cut behind a byte that can be one more.  In text that is an ASCII character,
// so that the result stays UTF-8; there may be none.
std::optional<Bound> CutGreatest(const std::string& value, bool text) {
  const uint8_t last = text ? 0x7e : 0xfe;
  for (size_t length = kLongest; length > 0; --length) {
    const auto byte = static_cast<uint8_t>(value[length - 1]);
    if (byte > last) continue;
    Bound bound{value.substr(0, length), false};
    bound.bytes.back() = static_cast<char>(byte + 1);
    return bound;
  }
  return std::nullopt;
}

}  // namespace

void TextBounds::Widen(Key key, std::string_view value) {
  if (!any_ || key < least_key_ || (key == least_key_ && value < least_)) {
    least_key_ = key;
    least_ = value;
  }
  if (!any_ || key > greatest_key_ || (key == greatest_key_ && value > greatest_)) {
    greatest_key_ = key;
    greatest_ = value;
  }
  any_ = true;
}

void TextBounds::AddPlain(std::string_view page) {
  const char* at = page.data();
  const char* const end = at + page.size();
  while (at < end) {
    uint32_t length;
    uint64_t words[2];
    std::memcpy(&length, at, sizeof length);
    std::memcpy(words, at + sizeof length, sizeof words);
    if (length < sizeof words) {
      words[0] &= kFirstBytes[std::min<uint32_t>(length, 8)];
      words[1] &= kFirstBytes[length > 8 ? length - 8 : 0];
    }
    Add({__builtin_bswap64(words[0]), __builtin_bswap64(words[1])}, {at + sizeof length, length});
    at += sizeof length + length;
  }
}

Bounds TextBounds::Take(bool text) const {
  if (!any_) return {};
  Bounds bounds;
  bounds.least = least_.size() <= kLongest ? Bound{least_, true} : CutLeast(least_, text);
  bounds.greatest = greatest_.size() <= kLongest ? Bound{greatest_, true} : CutGreatest(greatest_, text);
  return bounds;
}

}  // namespace weir::parquet

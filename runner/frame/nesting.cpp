#include "frame/nesting.hpp"

#include <algorithm>
#include <bit>

#include "frame/block.hpp"
#include "weir/bits.hpp"

namespace weir::frame {
namespace {

constexpr uint64_t kEven = 0x5555555555555555;

// The bytes behind an odd run of backslashes.  Bit 64, or the first one behind a shorter block, is left in `escaped`.
uint64_t Escaped(uint64_t backslashes, size_t bytes, bool& escaped) {
  const auto first = static_cast<uint64_t>(escaped);
  if (backslashes == 0) {
    escaped = false;
    return first;
  }
  // A run that begins at an odd place, after the one that is escaped itself, carries into the bit behind it when it is added up.
  backslashes &= ~first;
  const uint64_t follows = backslashes << 1 | first;
  const uint64_t odd_starts = backslashes & ~kEven & ~follows;
  uint64_t runs = 0;
  const bool overflow = __builtin_add_overflow(odd_starts, backslashes, &runs);
  const uint64_t bits = (kEven ^ runs << 1) & follows;
  escaped = bytes < Block::kBytes ? (bits >> bytes & 1) != 0 : overflow;
  return bits;
}

uint64_t Below(uint64_t bit) { return bit - 1; }  // of a single bit; of none, all

}  // namespace

Nesting::Seen Nesting::Follow(std::string_view content, size_t at) {
  for (; at < content.size(); at += Block::kBytes) {
    const Block block(content, at);
    const size_t bytes = std::min(content.size() - at, Block::kBytes);
    const uint64_t quotes = block.Find('"') & ~Escaped(block.Find('\\'), bytes, escaped);
    const uint64_t inside = PrefixXor(quotes) ^ (0 - static_cast<uint64_t>(in_string));  // with the first quote, without the last
    const uint64_t newlines = block.Find('\n') & inside;
    const uint64_t broken = newlines & (0 - newlines);
    const uint64_t opens = block.FindBracket('{') & ~inside, closes = block.FindBracket('}') & ~inside;
    in_string = (inside >> 63) != 0;
    if (broken == 0 && open > CountBits(closes)) {
      open += CountBits(opens);
      open -= CountBits(closes);
      continue;
    }
    // Outside of all brackets the end of a string is an end too.
    const uint64_t ends_of_strings = open == 0 ? quotes & ~inside : 0;
    for (uint64_t marks = (opens | closes | ends_of_strings) & Below(broken); marks != 0; marks &= marks - 1) {
      const uint64_t mark = marks & (0 - marks);
      open += (opens & mark) != 0 ? 1 : 0;
      if ((closes & mark) != 0 && open > 0) --open;
      if (open > 0 || (opens & mark) != 0) continue;
      in_string = escaped = false;
      return {Is::Closed, at + static_cast<size_t>(std::countr_zero(mark)) + 1};
    }
    if (broken == 0) continue;
    open = 0;
    in_string = escaped = false;
    return {Is::Broken, at + static_cast<size_t>(std::countr_zero(broken))};
  }
  return {Is::Open, content.size()};
}

}  // namespace weir::frame

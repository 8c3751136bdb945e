#include "cut.hpp"

#include <algorithm>
#include <bit>

#include "block.hpp"
#include "weir/bits.hpp"

namespace weir::parsers {
namespace {

// Slots past the last known field that may be written without a look: one block has at most 64 separators.
constexpr uint32_t kSlack = 64;
constexpr uint32_t kAtOnce = 4;

// The bytes that a backslash makes text, among 64; `carry`: the first is one of them.  In a run of backslashes, every second one
// is text itself.
uint64_t Escaped(uint64_t backslashes, uint64_t& carry) {
  uint64_t escaped = carry;
  uint64_t left = backslashes & ~carry;
  carry = 0;
  while (left != 0) {
    const int at = std::countr_zero(left);
    if (at == 63) {
      carry = 1;
      break;
    }
    escaped |= uint64_t{2} << at;
    left &= ~(uint64_t{3} << at);
  }
  return escaped;
}

}  // namespace

Cutter::Cutter(const Table& table, uint32_t fields)
    : fields_(fields), separator_(table.separator), quoting_(table.quoting), ends_((fields + 1 + kSlack) * kStride) {}

void Cutter::Cut(const Chunk& chunk) {
  any_escapes_ = false;
  const auto cut = [&]<Quoting quoting>() {
    for (uint32_t row = 0; row < chunk.rows; ++row) CutRecord<quoting>(chunk, row);
  };
  switch (quoting_) {
    case Quoting::None: return cut.operator()<Quoting::None>();
    case Quoting::Double: return cut.operator()<Quoting::Double>();
    case Quoting::Doubled: return cut.operator()<Quoting::Doubled>();
  }
}

template <Quoting quoting>
void Cutter::CutRecord(const Chunk& chunk, uint32_t row) {
  const char* const text = chunk.base + chunk.start[row];
  const uint32_t start = chunk.start[row];
  const uint32_t length = chunk.length[row];
  uint32_t* const first = ends_.data() + row;
  uint32_t* out = first + kStride;
  first[0] = start - 1;

  uint32_t separators = 0;
  uint64_t inside = 0;           // all ones: the block before ended between quotes
  uint64_t after_separator = 1;  // bit 0: a field may begin here
  uint64_t after_quote = 0;      // bit 0: the byte before closed a field
  uint64_t escape_carry = 0;
  uint64_t wrong = 0;
  uint8_t escapes = 0;
  for (uint32_t at = 0; at < length; at += 64) {
    Block block = Match(text + at, separator_);
    const uint32_t left = length - at;
    const uint64_t valid = left >= 64 ? ~uint64_t{0} : (uint64_t{1} << left) - 1;
    uint64_t found = block.separators & valid;
    if constexpr (quoting == Quoting::Doubled) {
      const uint64_t quotes = block.quotes & valid;
      // A doubled quote closes and opens at once, which leaves what is between as it was.
      const uint64_t between = PrefixXor(quotes) ^ inside;
      inside = 0 - (between >> 63);
      found &= ~between;
      const uint64_t closing = quotes & ~between;
      const uint64_t opening = quotes & between;
      const uint64_t closed = closing << 1 | after_quote;
      wrong |= opening & ~(found << 1 | after_separator | closed);
      wrong |= closed & valid & ~found & ~opening;
      escapes |= (opening & closed) != 0 ? 1 : 0;
      after_separator = found >> 63;
      after_quote = closing >> 63;
    }
    if constexpr (quoting == Quoting::Double) {
      uint64_t quotes = block.quotes & valid;
      if (block.escapes || escape_carry != 0) [[unlikely]] {
        quotes &= ~Escaped(Find(text + at, '\\') & valid, escape_carry);
        escapes = 1;
      }
      const uint64_t between = PrefixXor(quotes) ^ inside;  // from an opening quote to before its closing one
      inside = 0 - (between >> 63);
      found &= ~between;
      // A quote opens at a field's first byte and closes at its last: nothing else is a quoted field.
      const uint64_t closing = quotes & ~between;
      wrong |= quotes & between & ~(found << 1 | after_separator);
      wrong |= (closing << 1 | after_quote) & valid & ~found;
      after_separator = found >> 63;
      after_quote = closing >> 63;
    }
    const uint32_t count = CountBits(found);
    if (separators <= fields_) [[likely]] {
      const uint32_t block_start = start + at;
      uint32_t* slot = out;
      // Writing a few too many costs less than a branch that is hard to foresee; the next block overwrites them.
      for (uint32_t i = 0; i < kAtOnce; ++i) {
        slot[i * kStride] = block_start + static_cast<uint32_t>(std::countr_zero(found));
        found &= found - 1;
      }
      for (slot += kAtOnce * kStride; found != 0; slot += kStride) {
        *slot = block_start + static_cast<uint32_t>(std::countr_zero(found));
        found &= found - 1;
      }
      out += count * kStride;
    }
    separators += count;
  }

  // The last field ends with the record; a separator at the very end begins another one only where doubled quotes are.
  const bool trailing = quoting != Quoting::Doubled && length > 0 && text[length - 1] == separator_ && inside == 0;
  const uint32_t count = length == 0 ? 0 : separators + (trailing ? 0 : 1);
  counts_[row] = count;
  broken_[row] = wrong != 0 || inside != 0;
  escapes_[row] = escapes;
  any_escapes_ |= escapes != 0;
  uint32_t end = length == 0 ? start - 1 : start + length;
  uint32_t slot = count;
  if (count <= fields_ && !trailing && length > 0) first[count * kStride] = end;
  if (trailing && count <= fields_) end = first[count * kStride];
  for (++slot; slot <= fields_; ++slot) first[slot * kStride] = end;
}

}  // namespace weir::parsers

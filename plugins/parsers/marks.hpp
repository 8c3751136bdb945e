// Where the spaces of a record are, and the quotes that end something, found for all of it at once: formats whose fields can't be cut
// without knowing what stands around them ask for the next one, again and again.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "block.hpp"

namespace weir::parsers {

class Marks {
 public:
  static constexpr size_t kNone = ~size_t{0};

  // Reads up to 64 bytes past the record's end; what they are does not matter.
  void Read(std::string_view record) {
    const size_t blocks = record.size() / 64 + 1;
    if (spaces_.size() < blocks) Grow(blocks);
    uint64_t quote_before = 0;  // whether a quote ends the block before
    for (size_t i = 0; i < blocks; ++i) {
      // The text is new to this core, and records are shorter than what makes it look ahead by itself.
      __builtin_prefetch(record.data() + 64 * i + kAhead);
      const Block block = Match(record.data() + 64 * i, ' ');
      const uint64_t valid = i + 1 < blocks ? ~uint64_t{0} : (uint64_t{1} << record.size() % 64) - 1;
      spaces_[i] = block.separators & valid;
      closings_[i] = block.quotes & spaces_[i] >> 1;
      if (i > 0) closings_[i - 1] |= (quote_before & spaces_[i]) << 63;
      quote_before = block.quotes >> 63;
    }
    spaces_[blocks - 1] |= uint64_t{1} << record.size() % 64;  // it ends a word as a space does
    blocks_ = blocks;
  }

  // The first space at or behind `from`, which is not past the end; the record's end where there is none.
  size_t NextSpace(size_t from) const {
    size_t block = from / 64;
    uint64_t found = spaces_[block] >> from % 64 << from % 64;
    while (found == 0) found = spaces_[++block];
    return 64 * block + static_cast<size_t>(std::countr_zero(found));
  }
  // The first quote with a space behind it at or behind `from`, or kNone.
  size_t NextClosing(size_t from) const {
    size_t block = from / 64;
    if (block >= blocks_) return kNone;
    uint64_t found = closings_[block] >> from % 64 << from % 64;
    while (found == 0) {
      if (++block == blocks_) return kNone;
      found = closings_[block];
    }
    return 64 * block + static_cast<size_t>(std::countr_zero(found));
  }
  // The last one of the record, or kNone.
  size_t LastClosing() const {
    size_t block = blocks_;
    while (block > 0 && closings_[block - 1] == 0) --block;
    return block == 0 ? kNone : 64 * block - 1 - static_cast<size_t>(std::countl_zero(closings_[block - 1]));
  }

 private:
  static constexpr size_t kAhead = 1024;

  void Grow(size_t blocks) {
    spaces_.resize(2 * blocks);
    closings_.resize(2 * blocks);
  }

  size_t blocks_ = 0;
  std::vector<uint64_t> spaces_, closings_;  // a bit for each byte
};

}  // namespace weir::parsers

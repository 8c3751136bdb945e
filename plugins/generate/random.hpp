// Chance that can be asked again: the n-th draw is a hash of n and of what the draws are for.  So each line has draws of its own, and
// reading may begin at any line.
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace weir::generate {

class Random {
 public:
  // `what` is a word for the kind of thing, the numbers tell it from others of its kind.
  Random(std::string_view what, std::initializer_list<uint64_t> numbers)
      : key_(XXH3_64bits_withSeed(numbers.begin(), numbers.size() * sizeof(uint64_t), XXH3_64bits(what.data(), what.size()))) {}

  uint64_t Next() {
    ++drawn_;
    return XXH3_64bits_withSeed(&drawn_, sizeof drawn_, key_);
  }
  // 0 .. n - 1
  uint64_t Below(uint64_t n) { return static_cast<uint64_t>(static_cast<unsigned __int128>(Next()) * n >> 64); }
  // from .. to - 1
  uint64_t Between(uint64_t from, uint64_t to) { return from + Below(to - from); }
  // 0 <= x < 1
  double Part() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  template <class Values>
  const auto& Pick(const Values& values) {
    return values[Below(std::size(values))];
  }

 private:
  uint64_t key_;
  uint64_t drawn_ = 0;
};

}  // namespace weir::generate

// What a fuzz target makes of its bytes: decisions off the front, text off what is left; and how it says that something is wrong.
// Of a decision only the remainder counts, so that a seed can be text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace weir::fuzz {

// Ends the process where something that must hold does not, in every kind of build.
inline void Expect(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

// Past its end it gives zeros and empty text, so that every input means something.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return left_.empty(); }
  template <class T>
  T Take() {
    T value{};
    const size_t n = std::min(sizeof value, left_.size());
    if (n > 0) std::memcpy(&value, left_.data(), n);
    left_.remove_prefix(n);
    return value;
  }
  uint8_t Byte() { return Take<uint8_t>(); }
  // 0 to most - 1.
  size_t Below(size_t most) { return most <= 256 ? Byte() % most : Take<uint32_t>() % most; }
  bool Chance(unsigned in) { return Below(in) == 1; }
  std::string_view Text(size_t size) {
    const std::string_view text = left_.substr(0, size);
    left_.remove_prefix(text.size());
    return text;
  }
  // Up to the next byte of this value, which is passed over.
  std::string_view Until(char end) {
    const std::string_view text = left_.substr(0, left_.find(end));
    left_.remove_prefix(std::min(text.size() + 1, left_.size()));
    return text;
  }
  std::string_view Rest() { return Text(left_.size()); }

 private:
  std::string_view left_;
};

}  // namespace weir::fuzz

// The distinct values of a column of numbers, by their bits, numbered in the order they came; they are the dictionary page.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace weir::parquet {

template <class T>
class ValueDictionary {
 public:
  // Indices are 16 bits.
  static constexpr size_t kMostEntries = 65536;
  static constexpr int32_t kAbsent = -1;

  // The number of a value, which is added when it is new; kAbsent when there is no room for it.
  int32_t FindOrAdd(T value) {
    const Bits bits = std::bit_cast<Bits>(value);
    if (bits < small_.size() && small_[bits] != kNone) return small_[bits];
    return FindOrAddOther(value, bits);
  }
  // Look-ups in a large dictionary wait for memory, so it is fetched while earlier values are looked up: first the value's slot, and, when
  // that is there, what it leads to.
  bool is_large() const { return slots_.size() >= kLargeSlots; }
  void FetchSlot(T value) const {
    if (const Bits bits = std::bit_cast<Bits>(value); bits < small_.size())
      __builtin_prefetch(&small_[bits]);
    else
      __builtin_prefetch(&slots_[Hash(bits) >> shift_]);
  }
  void FetchValue(T value) const {
    const Bits bits = std::bit_cast<Bits>(value);
    if (bits < small_.size()) return;
    if (const uint32_t slot = slots_[Hash(bits) >> shift_]; slot != 0) __builtin_prefetch(&values_[slot - 1]);
  }
  T operator[](size_t index) const { return values_[index]; }
  size_t size() const { return values_.size(); }
  const std::vector<T>& values() const { return values_; }
  std::string_view page() const { return {reinterpret_cast<const char*>(values_.data()), values_.size() * sizeof(T)}; }
  size_t memory() const {
    return slots_.capacity() * sizeof(uint32_t) + values_.capacity() * sizeof(T) + small_.capacity() * sizeof(uint16_t);
  }
  void Clear() { *this = ValueDictionary(); }

 private:
  using Bits = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

  // Ports, statuses, most sizes: whole numbers below the size of a table have their number there.  It grows with the dictionary and reaches
  // to the largest of them, so that few values have a small one and other columns none.
  static constexpr size_t kSmallPerSlot = 8, kMostSmall = 65536;
  static constexpr uint16_t kNone = 65535;  // the last number too: that one is looked for by its hash

  // From here on it is more than what stays in the nearest cache anyway.
  static constexpr size_t kLargeSlots = 4096;

  // Where slots are cheap there are so many that most values are in the first that is looked at, which is easily foreseen.
  size_t SlotsPerValue() const { return is_large() ? 2 : 8; }
  static uint64_t Hash(uint64_t bits) {
    // Doubles that are whole numbers differ in their top bits only; the rotation brings those where the product spreads them.
    bits *= 0x9e3779b97f4a7c15;
    return (bits ^ std::rotl(bits, 32)) * 0xd6e8feb86659fd93;
  }
  // What is not where small numbers are.
  int32_t FindOrAddOther(T value, Bits bits) {
    if (slots_.empty()) Grow();
    const size_t mask = slots_.size() - 1;
    for (size_t place = Hash(bits) >> shift_;; place = (place + 1) & mask) {
      const uint32_t slot = slots_[place];
      if (slot == 0) return Add(value, bits, place);
      if (std::bit_cast<Bits>(values_[slot - 1]) == bits) return static_cast<int32_t>(slot) - 1;
    }
  }
  // Kept out of the loop over a column's values, where look-ups are what counts.
  [[gnu::noinline]] int32_t Add(T value, Bits bits, size_t place) {
    const size_t number = values_.size();
    if (number == kMostEntries) return kAbsent;
    values_.push_back(value);
    slots_[place] = static_cast<uint32_t>(number + 1);
    AddSmall(bits, number);
    if (values_.size() * SlotsPerValue() > slots_.size()) Grow();
    return static_cast<int32_t>(number);
  }
  void AddSmall(Bits bits, size_t number) {
    if (!std::is_integral_v<T> || bits >= std::min(slots_.size() * kSmallPerSlot, kMostSmall)) return;
    if (bits >= small_.size()) small_.resize(std::bit_ceil(static_cast<size_t>(bits) + 1), kNone);
    small_[bits] = static_cast<uint16_t>(number);
  }
  [[gnu::noinline]] void Grow() {
    slots_.assign(slots_.empty() ? 32 : slots_.size() * 2, 0);
    shift_ = 64 - std::countr_zero(slots_.size());
    const size_t mask = slots_.size() - 1;
    for (size_t number = 0; number < values_.size(); ++number) {
      const Bits bits = std::bit_cast<Bits>(values_[number]);
      size_t place = Hash(bits) >> shift_;
      while (slots_[place] != 0) place = (place + 1) & mask;
      slots_[place] = static_cast<uint32_t>(number + 1);
      AddSmall(bits, number);
    }
  }

  std::vector<uint32_t> slots_;  // a value's number + 1; 0 is empty
  std::vector<T> values_;
  std::vector<uint16_t> small_;  // numbers
  int shift_ = 64;
};

}  // namespace weir::parquet

// The distinct values of a column of numbers, by their bits, numbered in the order they came; they are the dictionary page.
#pragma once

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
    if ((values_.size() + 1) * 2 > slots_.size()) GrowSlots();
    const size_t mask = slots_.size() - 1;
    for (size_t place = Hash(bits) >> shift_;; place = (place + 1) & mask) {
      const uint32_t slot = slots_[place];
      if (slot == 0) return Add(value, place);
      if (std::bit_cast<Bits>(values_[slot - 1]) == bits) return static_cast<int32_t>(slot) - 1;
    }
  }
  // Look-ups in a large dictionary wait for memory, so it is fetched while earlier values are looked up: first the value's slot, and, when
  // that is there, what it leads to.
  bool is_large() const { return slots_.size() >= kLargeSlots; }
  void FetchSlot(T value) const { __builtin_prefetch(&slots_[PlaceOf(value)]); }
  void FetchValue(T value) const {
    if (const uint32_t slot = slots_[PlaceOf(value)]; slot != 0) __builtin_prefetch(&values_[slot - 1]);
  }
  T operator[](size_t index) const { return values_[index]; }
  size_t size() const { return values_.size(); }
  const std::vector<T>& values() const { return values_; }
  std::string_view page() const { return {reinterpret_cast<const char*>(values_.data()), values_.size() * sizeof(T)}; }
  size_t memory() const { return slots_.capacity() * sizeof(uint32_t) + values_.capacity() * sizeof(T); }
  void Clear() { *this = ValueDictionary(); }

 private:
  using Bits = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

  // From here on it is more than what stays in the nearest cache anyway.
  static constexpr size_t kLargeSlots = 4096;

  size_t PlaceOf(T value) const { return Hash(std::bit_cast<Bits>(value)) >> shift_; }
  static uint64_t Hash(uint64_t bits) {
    // Doubles that are whole numbers differ in their top bits only; the rotation brings those where the product spreads them.
    bits *= 0x9e3779b97f4a7c15;
    return (bits ^ std::rotl(bits, 32)) * 0xd6e8feb86659fd93;
  }
  int32_t Add(T value, size_t place) {
    if (values_.size() == kMostEntries) return kAbsent;
    values_.push_back(value);
    slots_[place] = static_cast<uint32_t>(values_.size());
    return static_cast<int32_t>(values_.size()) - 1;
  }
  void GrowSlots() {
    slots_.assign(slots_.empty() ? 32 : slots_.size() * 2, 0);
    shift_ = 64 - std::countr_zero(slots_.size());
    const size_t mask = slots_.size() - 1;
    for (size_t i = 0; i < values_.size(); ++i) {
      size_t place = Hash(std::bit_cast<Bits>(values_[i])) >> shift_;
      while (slots_[place] != 0) place = (place + 1) & mask;
      slots_[place] = static_cast<uint32_t>(i + 1);
    }
  }

  std::vector<uint32_t> slots_;  // a value's number + 1; 0 is empty
  std::vector<T> values_;
  int shift_ = 64;
};

}  // namespace weir::parquet

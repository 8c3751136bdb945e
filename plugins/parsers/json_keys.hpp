// Which of a few keys this one is: a table at most half full, told apart by the length and the first and last eight bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace weir::parsers {

class JsonKeys {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // `key` must not be there yet.
  void Add(std::string key, uint32_t value);
  bool empty() const { return keys_.empty(); }
  // The value of `key`, or kNone.  Eight bytes of it can be read, whatever its length.
  uint32_t Find(std::string_view key) const {
    const uint64_t head = HeadOf(key);
    for (uint32_t at = Hash(key, head);; ++at) {
      const Slot& slot = slots_[at & mask_];
      if (slot.value == kNone) return kNone;
      if (slot.head == head && slot.length == key.size() && (key.size() <= 8 || keys_[slot.key] == key)) return slot.value;
    }
  }

 private:
  struct Slot {
    uint64_t head = 0;
    uint32_t length = 0;
    uint32_t key = 0;
    uint32_t value = kNone;
  };

  // The first eight bytes, or as many as there are.
  static uint64_t HeadOf(std::string_view key) {
    uint64_t head = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&head, key.data(), sizeof head);
      return key.size() >= 8 ? head : head & ((uint64_t{1} << 8 * key.size()) - 1);
    }
    std::memcpy(&head, key.data(), key.size() < 8 ? key.size() : 8);
    return head;
  }
  uint32_t Hash(std::string_view key, uint64_t head) const {
    uint64_t tail = head;
    if (key.size() > 8) std::memcpy(&tail, key.data() + key.size() - 8, sizeof tail);
    return static_cast<uint32_t>(((head ^ std::rotl(tail, 23) ^ key.size()) * 0x9e3779b97f4a7c15) >> 40);
  }
  void Put(uint32_t key, uint32_t value);

  std::vector<std::string> keys_;
  std::vector<Slot> slots_ = std::vector<Slot>(2);
  uint32_t mask_ = 1;
};

}  // namespace weir::parsers

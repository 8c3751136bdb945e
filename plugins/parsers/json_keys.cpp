#include "json_keys.hpp"

#include <utility>

namespace weir::parsers {

void JsonKeys::Add(std::string key, uint32_t value) {
  key.reserve(8);  // HeadOf reads as much
  keys_.push_back(std::move(key));
  if (2 * keys_.size() > slots_.size()) {
    const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
    mask_ = static_cast<uint32_t>(slots_.size()) - 1;
    for (const Slot& slot : before)
      if (slot.value != kNone) Put(slot.key, slot.value);
  }
  Put(static_cast<uint32_t>(keys_.size()) - 1, value);
}

void JsonKeys::Put(uint32_t key, uint32_t value) {
  const std::string& text = keys_[key];
  const uint64_t head = HeadOf(text);
  uint32_t at = Hash(text, head);
  while (slots_[at & mask_].value != kNone) ++at;
  slots_[at & mask_] = {head, static_cast<uint32_t>(text.size()), key, value};
}

}  // namespace weir::parsers

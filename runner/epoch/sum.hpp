// A checksum over the fields of a row of the state, kept beside them: what SQLite reads from a torn page may look well.
#pragma once

#include <cstdint>
#include <string_view>

#include "epoch/records.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::epoch {

class Sum {
 public:
  Sum() { XXH3_64bits_reset(&state_); }

  Sum& Add(uint64_t value) {
    XXH3_64bits_update(&state_, &value, sizeof value);
    return *this;
  }
  // Its length goes in too, so that two texts are not one longer text.
  Sum& Add(std::string_view bytes) {
    Add(uint64_t{bytes.size()});
    XXH3_64bits_update(&state_, bytes.data(), bytes.size());
    return *this;
  }
  uint64_t value() const { return XXH3_64bits_digest(&state_); }

 private:
  XXH3_state_t state_;
};

// Of one split's row.
inline uint64_t SplitSum(const SplitKey& key, std::string_view id, std::string_view version, std::string_view position, bool finished,
                         bool damaged, uint64_t epoch) {
  return Sum()
      .Add(key.low)
      .Add(key.high)
      .Add(id)
      .Add(version)
      .Add(position)
      .Add(uint64_t{finished})
      .Add(uint64_t{damaged})
      .Add(epoch)
      .value();
}

}  // namespace weir::epoch

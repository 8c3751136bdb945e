// Who wrote a file, as its name tells the state that asks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace weir::store {

struct Writer {
  bool is_ours = false;  // the state that asks
  uint64_t epoch = 0;

  // Whether a state that knows its own epochs up to `known_epoch` does not know of this file; with 0 every other state's is foreign.
  bool IsForeign(uint64_t known_epoch) const { return known_epoch == 0 ? !is_ours : is_ours && epoch > known_epoch; }
};

// How a sink knows the names that it gives.  Nothing when it is another kind of name.
using NameReader = std::function<std::optional<Writer>(std::string_view name)>;

// Knows names that end in <prefix><state>-<epoch>-<lane>-<n>.<ending>, where <state> is the state's first digits.
NameReader ReaderOf(std::string_view prefix, std::string_view state_id);

}  // namespace weir::store

// Who wrote a file, as its name tells: sinks end names in <prefix><state>-<epoch>-<lane>-<n>.<ending>.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weir::store {

struct Writer {
  std::string_view state;  // its first digits
  uint64_t epoch = 0;

  bool IsOf(std::string_view state_id) const { return state_id.starts_with(state); }
  // Whether a state that knows its own epochs up to `epoch` does not know of this file; with 0 every other state's is foreign.
  bool IsForeign(std::string_view state_id, uint64_t known_epoch) const {
    return known_epoch == 0 ? !IsOf(state_id) : IsOf(state_id) && epoch > known_epoch;
  }
};

// Nothing when it is another kind of name.  The state is a part of `name`.
std::optional<Writer> WriterOf(std::string_view name, std::string_view prefix);

}  // namespace weir::store

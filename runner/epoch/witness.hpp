// A second, independent note of the newest epoch, in a file of its own beside state.db.  It is written after the epoch is on disk, so
// it never knows more than an undamaged state.db does: one that knows less has lost something, or is an older copy.
#pragma once

#include <cstdint>
#include <string>

#include "weir/status.hpp"

namespace weir::epoch {

class Witness {
 public:
  // Of one generation of the state in `folder`.
  Witness(const std::string& folder, const std::string& state_id) : path_(folder + "/" + state_id + kEnding) {}

  struct Testimony {
    uint64_t epoch = 0;     // 0 when there is none, or none that can be read
    bool in_place = false;  // the file is as it was left: neither copied nor brought back from elsewhere
  };
  Testimony Read() const;
  // Not synced: what a power cut leaves of it is older, and that is no lie.
  Status Write(uint64_t epoch) const;

  const std::string& path() const { return path_; }
  static constexpr const char* kEnding = ".epoch";

 private:
  std::string path_;
};

}  // namespace weir::epoch

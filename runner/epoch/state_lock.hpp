// The lock of a state folder: one run at a time.
#pragma once

#include <string>

#include "weir/status.hpp"

namespace weir::epoch {

// Held until it is destroyed, or the process ends in whatever way.
class StateLock {
 public:
  // Makes the folder too.  When another run holds it: WEIR_E_RETRY, with who.
  static Result<StateLock> Take(const std::string& folder) { return Take(folder, "lock", "run"); }
  // A lock for others than runs: `file` of the folder, which another `holder` may have.
  static Result<StateLock> Take(const std::string& folder, const std::string& file, const std::string& holder);
  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&&) = delete;
  ~StateLock();

 private:
  explicit StateLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace weir::epoch

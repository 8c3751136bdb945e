// Standard output, shared by all lanes: whole lines, and never stuck behind a reader for longer than a cancelled run may wait.
#pragma once

#include <functional>
#include <mutex>
#include <string_view>

#include "weir/status.hpp"

namespace weir::console {

class StandardOutput {
 public:
  explicit StandardOutput(int fd) : fd_(fd) {}

  // Writes lines that follow each other in the output, whatever other lanes write.  CANCELLED when the run is, and when the reader of
  // a pipe has gone: `weir FILE | head` is done when head is, and what head did not want to see is not bookmarked as read. [any]
  Status Write(std::string_view lines, const std::function<bool()>& cancelled);

 private:
  Status WriteSome(std::string_view& lines, const std::function<bool()>& cancelled);
  const int fd_;
  std::mutex mutex_;
};

}  // namespace weir::console

// Bytes that wait until they are a part of an upload: in memory while there is room for all that wait, else in a file without a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/local/folders.hpp"
#include "store/s3/budget.hpp"
#include "weir/status.hpp"

namespace weir::store::s3 {

class Spool {
 public:
  Status Append(std::string_view bytes);
  uint64_t size() const { return spooled_ + buffer_.size(); }
  // All of it; the spool is empty afterwards.
  Result<std::string> Take();

 private:
  Status Spill();

  std::string buffer_;
  Budget::Grant memory_;  // covers the buffer beyond its first bytes
  Descriptor file_;
  uint64_t spooled_ = 0;
};

}  // namespace weir::store::s3

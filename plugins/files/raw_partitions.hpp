// The partitions that objects make by where they are: a folder for each set of values that the pattern captures from folders.
#pragma once

#include <string>
#include <vector>

#include "catalog/partition.hpp"
#include "files/path_pattern.hpp"

namespace weir::files {

class RawPartitions {
 public:
  // CONFIG when the same values could be those of several folders.
  static Result<RawPartitions> Of(const PathPattern& pattern);

  // The names of its captures, and year, month, day and hour; empty when it captures nothing from folders.
  const std::vector<std::string>& keys() const { return keys_; }
  // Of an object that the pattern takes.
  catalog::Partition Of(const std::string& path, const Captured& captured) const;

 private:
  size_t root_ = 0;     // bytes
  size_t folders_ = 0;  // below the root, down to the last one that is captured from
  std::vector<std::string> keys_;
  std::vector<NamePattern::Capture> captures_;
};

}  // namespace weir::files

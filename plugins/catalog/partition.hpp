// A partition of a table: the values of its keys, and the folder that holds its files.
#pragma once

#include <compare>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/table.hpp"

namespace weir::catalog {

struct Partition {
  std::vector<std::string> values;  // in the order of the keys
  std::string location;             // s3://bucket/folder, without a slash at its end

  auto operator<=>(const Partition&) const = default;
};

// The partition that a file below `root` is in, as its Hive folders say: root/region=eu/day=01/part-1.parquet.  FATAL when they are
// not those of the keys.
Result<Partition> PartitionOf(std::string_view path, std::string_view root, std::span<const std::string> keys);

}  // namespace weir::catalog

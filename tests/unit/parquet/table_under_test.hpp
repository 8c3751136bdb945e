// Writes a table, and beside it what it should read as.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "parquet/lane.hpp"
#include "random_values.hpp"

namespace weir::parquet {

struct Plan {
  std::string name;
  std::vector<Source> columns;
  uint64_t rows = 0;
  uint64_t batch_rows = 5000;  // at most
  Codec codec = Codec::Snappy;
  Share share{64 << 20, 4};
  uint64_t file_bytes = 512 << 20;
  // Rows go to folders p=0, p=1, ... at random; 0: no folders.
  int32_t partitions = 0;
  // Batches leave a column out, are slices of longer ones, or have no rows.
  bool untidy = false;
  // Rows of each row group, for a table that is one file with row groups as told; empty: they are as a lane makes them.
  std::function<uint64_t(uint64_t group)> group_rows;
};

// The files come below `folder`/<name>, the values in `folder`/<name>.jsonl: a line of columns ([name, kind]), then one line a
// batch, of each column's values.  Text and bytes are in hex, as they went in; doubles are their bits; lists and structs are arrays.  Each partition is a table
// of its own.
Status WriteTable(const std::string& folder, const Plan& plan);

}  // namespace weir::parquet

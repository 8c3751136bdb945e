// Which partition each row of a batch belongs to.  Most batches lie in one: that is seen without looking at each row twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hive.hpp"
#include "rows.hpp"
#include "weir/array.hpp"
#include "weir/schema.hpp"

namespace weir::parquet {

// What names one folder of the path: a column's value, or a part of the row's time.
struct PartitionKey {
  std::string name;
  std::optional<TimeUnit> unit;  // empty: the column of that name
};

// Whether a column of that type can name a folder.
bool CanPartitionBy(Type type);

struct Partition {
  std::string folder;  // relative, with a trailing slash unless empty
  Rows rows;           // list borrowed from the Partitioner, until the next Split
};

class Partitioner {
 public:
  // `time` is the name of the time column, if any key is a part of the time.
  Partitioner(std::vector<PartitionKey> keys, std::string time) : keys_(std::move(keys)), time_(std::move(time)) {}

  // The partitions of a batch in the order in which they first come; rows keep their order.
  std::vector<Partition> Split(const ArrowSchema& schema, const ArrowArray& batch);

 private:
  // The distinct values that one key, or the time, has in a batch, and which row has which.
  struct Facet {
    std::vector<int32_t> codes;  // one a row; empty when there is but one value
    std::vector<std::string> folders;
  };
  Facet ByColumn(const PartitionKey& key, const ArrowSchema& schema, const ArrowArray& batch) const;
  Facet ByTime(TimeUnit unit, const ArrowSchema& schema, const ArrowArray& batch) const;

  std::vector<PartitionKey> keys_;
  std::string time_;
  std::vector<int32_t> rows_;  // of all partitions, one after the other
};

}  // namespace weir::parquet

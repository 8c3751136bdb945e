// Which Hive partition each row of a batch belongs to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rows.hpp"
#include "store/moment.hpp"
#include "store/row_groups.hpp"
#include "weir/array.hpp"
#include "weir/schema.hpp"

namespace weir::parquet {

using store::CanPartitionBy;
using store::TimeUnit;

// What names one folder of the path: a column's value, or a part of the row's time.
struct PartitionKey {
  std::string name;
  std::optional<TimeUnit> unit;  // empty: the column of that name
};

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
  store::Facet FacetOf(const PartitionKey& key, const ArrowSchema& schema, const ArrowArray& batch) const;

  std::vector<PartitionKey> keys_;
  std::string time_;
  store::RowGroups groups_;
};

}  // namespace weir::parquet

// Values as the arrays that a batch holds, in each of the layouts that a column may come in.
#pragma once

#include <vector>

#include "random_values.hpp"
#include "weir/array.hpp"

namespace weir::parquet {

// A field as which the column may come in a batch: text has several types.
Field SomeFieldOf(const TableColumn& column);
// What is nested has slices below it, and values where there are none.
ArrowArray MakeColumn(const Field& field, const std::vector<Value>& values);

}  // namespace weir::parquet

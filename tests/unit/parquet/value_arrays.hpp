// Values as the arrays that a batch holds, in each of the layouts that a column may come in.
#pragma once

#include <vector>

#include "random_values.hpp"
#include "weir/array.hpp"

namespace weir::parquet {

// One of the types that a column of this kind may have in a batch.
Type SomeTypeOf(Kind kind);
ArrowArray MakeColumn(Kind kind, Type type, const std::vector<Value>& values);

}  // namespace weir::parquet

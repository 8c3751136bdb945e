// Tables of lists and structs: each way in which something can be missing, the deepest nesting there is, dictionaries that are full inside
// of a row.
#pragma once

#include "table_under_test.hpp"

namespace weir::parquet {

Plan Nested();
Plan Deep();
Plan NestedOverflow();

}  // namespace weir::parquet

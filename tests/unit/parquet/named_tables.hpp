// The tables that take the encoder to each of its limits, one for each kind of limit.  Chance alone would reach some of them only now
// and then; readback/coverage.py has the list of what has to be reached.
#pragma once

#include <vector>

#include "table_under_test.hpp"

namespace weir::parquet {

std::vector<Plan> NamedTables();

}  // namespace weir::parquet

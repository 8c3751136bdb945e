// A table of the least, the greatest and the oddest values of each kind.
#pragma once

#include "table_under_test.hpp"

namespace weir::parquet {

// Each column has its values `times` times.  Once, they are PLAIN; often, they are in dictionaries.
Plan Extremes(std::string name, uint64_t times);

}  // namespace weir::parquet

// The statements that make a table by hand, as Athena and Hive take them.
#pragma once

#include <string>

#include "catalog/table.hpp"

namespace weir::catalog {

std::string Ddl(const Table& table);

}  // namespace weir::catalog

// Partition projection: how Athena reckons which partitions there are, instead of looking them up.
#pragma once

#include <string>
#include <vector>

#include "catalog/table.hpp"

namespace weir::catalog {

// What a key of the table is a part of.
enum class KeyPart { Value, Year, Month, Day, Hour };

// Adds the properties for the table's keys, of which each is such a part.
void Project(Table& table, const std::vector<KeyPart>& parts);
// The keys of a projected table whose values nothing tells: queries must name them.
std::vector<std::string> Injected(const Table& table);

}  // namespace weir::catalog

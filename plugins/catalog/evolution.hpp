// Whether a table that is there can take what a pipeline writes, and how it must change for that.
#pragma once

#include <string>
#include <vector>

#include "catalog/reply.hpp"
#include "catalog/table.hpp"

namespace weir::catalog {

// What may change in a table that is there.
enum class Evolve { Frozen, Add, Widen };

// OK when files of `wanted` can stand in the table: of one format, at one place, partitioned alike.  CONFIG says what to do else.
Status CheckPlace(const Table& wanted, const KnownTable& known);

// What the table's columns and properties must become.
struct Change {
  std::vector<Column> widened;  // by name, with the new type
  std::vector<Column> added;    // at the end
  std::map<std::string, std::string> parameters{};

  bool empty() const { return widened.empty() && added.empty() && parameters.empty(); }
  std::string ToText() const;  // "adds `a` string; makes `b` bigint"
};
// CONFIG when that breaks readers or is not allowed: names the table, the column, both types and what to do.
Result<Change> Compare(const Table& wanted, const KnownTable& known, Evolve evolve);

// What UpdateTable is to be given.
nlohmann::json Changed(const KnownTable& known, const Change& change);

}  // namespace weir::catalog

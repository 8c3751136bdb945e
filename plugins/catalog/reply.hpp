// What Glue answers, as far as it is of use.  Anyone may stand in for it, so nothing is taken on trust.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/table.hpp"

namespace weir::catalog {

// A table that is there.
struct KnownTable {
  Table table;           // without its comments
  std::string type;      // "EXTERNAL_TABLE", "VIRTUAL_VIEW"; may be empty
  std::string version;   // goes with an update, which is refused when somebody else made one since; may be empty
  nlohmann::json input;  // what UpdateTable takes, unchanged
};

// What became of one partition of many.
struct ItemError {
  std::vector<std::string> values;
  std::string code, message;
};

struct PartitionPage {
  std::vector<std::vector<std::string>> values;       // of those that are there
  std::vector<std::vector<std::string>> unprocessed;  // to ask for again
};

// FATAL when it is no such answer.
Result<KnownTable> ParseTable(std::string_view body);
Result<std::vector<ItemError>> ParseItemErrors(std::string_view body);
Result<PartitionPage> ParsePartitions(std::string_view body);

}  // namespace weir::catalog

// A table as a catalog is to have it, in the words of Hive.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "weir/arrow.h"
#include "weir/status.hpp"

namespace weir::catalog {

struct Column {
  std::string name, type, comment{};
};

// How readers take the files.
struct Format {
  std::string serde, input, output;
  std::map<std::string, std::string> parameters{};
};

struct Table {
  std::string database, name, description;
  std::string location;  // s3://bucket/prefix, without a slash at its end
  std::vector<Column> columns, keys;
  Format format;
  std::map<std::string, std::string> parameters{};

  // "database.name", for messages.
  std::string full_name() const { return database + '.' + name; }
};

const Format& Parquet();

// The column of a batch as one of a table: its name in lower case as Hive has it, and what its parser says of it as the comment.
// CONFIG when Hive can't have it.
Result<Column> ColumnOf(const ArrowSchema& column);
// Adds it, unless the table has one of that name, where Hive sees none in upper and lower case: CONFIG then.
Status AddColumn(Table& table, Column column);
Status AddKey(Table& table, Column key);

// A name that Glue keeps as it is; CONFIG otherwise.  `what`: "database".
Status CheckName(std::string_view what, std::string_view name);

std::string Lower(std::string_view text);

// The structures of Glue's API: TableInput and Column.
nlohmann::json TableInput(const Table& table);
nlohmann::json ToJson(const Column& column);

}  // namespace weir::catalog

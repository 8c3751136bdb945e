// Tables, and answers of Glue about them, for the tests of this folder.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catalog/reply.hpp"
#include "catalog/table.hpp"

namespace weir::catalog {

inline Table TableOf(std::vector<Column> columns, std::vector<Column> keys = {{"day", "string"}}) {
  Table table{.database = "logs", .name = "alb", .location = "s3://b/lake"};
  table.columns = std::move(columns);
  table.keys = std::move(keys);
  table.format = Parquet();
  table.parameters = {{"EXTERNAL", "TRUE"}, {"classification", "parquet"}};
  return table;
}

// What GetTable says of it.
inline std::string AnswerAbout(const Table& table, const std::string& version = "1") {
  nlohmann::json given = TableInput(table);
  given["DatabaseName"] = table.database;
  given["VersionId"] = version;
  given["CreateTime"] = 1709164800.5;
  given["CreatedBy"] = "arn:aws:iam::123456789012:user/somebody";
  return nlohmann::json{{"Table", given}}.dump();
}

inline KnownTable Known(const Table& table) {
  Result<KnownTable> known = ParseTable(AnswerAbout(table));
  return known.ok() ? std::move(*known) : KnownTable{};
}

}  // namespace weir::catalog

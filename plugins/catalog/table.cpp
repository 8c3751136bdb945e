#include "catalog/table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "catalog/hive_type.hpp"
#include "weir/schema.hpp"

namespace weir::catalog {
namespace {

// Glue's limits.
constexpr size_t kLongestName = 255;
constexpr size_t kLongestComment = 255;

// On one line, cut where no character is cut.
std::string CommentOf(std::string_view doc) {
  std::string comment(doc);
  for (char& c : comment)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  if (comment.size() <= kLongestComment) return comment;
  size_t end = kLongestComment;
  while (end > 0 && (static_cast<unsigned char>(comment[end]) & 0xC0) == 0x80) --end;
  comment.resize(end);
  return comment;
}

bool IsShown(std::string_view name) {
  return std::ranges::all_of(name, [](unsigned char c) { return c >= ' ' && c != 0x7F; });
}

Status AddTo(std::vector<Column>& columns, const Table& table, Column column) {
  const auto same = [&](const Column& other) { return other.name == column.name; };
  if (std::ranges::any_of(table.columns, same) || std::ranges::any_of(table.keys, same))
    return Status::Config("the table " + table.full_name() + " would have two columns `" + column.name +
                          "`, as Hive does not tell upper from lower case: rename one of them");
  columns.push_back(std::move(column));
  return {};
}

}  // namespace

const Format& Parquet() {
  static const Format parquet{"org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                              "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                              "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                              {{"serialization.format", "1"}}};
  return parquet;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

Result<Column> ColumnOf(const ArrowSchema& column) {
  const std::string name = column.name == nullptr ? "" : column.name;
  if (name.empty() || name.size() > kLongestName || !IsShown(name))
    return Status::Config("a column of the name `" + name + "` can't be in a table of Glue: 1 to 255 bytes without control characters can");
  std::optional<std::string> type = HiveType(column);
  if (!type)
    return Status::Config("column `" + name + "` is of type " + NameOfType(column) +
                          ", which Hive can't name: fields of a struct need names of letters, digits and `_`");
  return Column{Lower(name), std::move(*type), CommentOf(Metadata(column, "weir.doc").value_or(""))};
}

Status AddColumn(Table& table, Column column) { return AddTo(table.columns, table, std::move(column)); }
Status AddKey(Table& table, Column key) { return AddTo(table.keys, table, std::move(key)); }

Status CheckName(std::string_view what, std::string_view name) {
  const std::string said = "`" + std::string(name) + "` can't name a " + std::string(what) + " of Glue: ";
  if (name.empty() || name.size() > kLongestName) return Status::Config(said + "it must have 1 to 255 bytes");
  if (!IsShown(name) || name.find_first_of("/`") != std::string_view::npos)
    return Status::Config(said + "control characters, slashes and backticks are not allowed");
  if (Lower(name) != name) return Status::Config(said + "it has no upper case; write `" + Lower(name) + "`");
  return {};
}

nlohmann::json ToJson(const Column& column) {
  nlohmann::json json{{"Name", column.name}, {"Type", column.type}};
  if (!column.comment.empty()) json["Comment"] = column.comment;
  return json;
}

nlohmann::json TableInput(const Table& table) {
  nlohmann::json columns = nlohmann::json::array(), keys = nlohmann::json::array();
  for (const Column& column : table.columns) columns.push_back(ToJson(column));
  for (const Column& key : table.keys) keys.push_back(ToJson(key));
  nlohmann::json input{
      {"Name", table.name},
      {"TableType", "EXTERNAL_TABLE"},
      {"PartitionKeys", std::move(keys)},
      {"Parameters", table.parameters},
      {"StorageDescriptor",
       {{"Columns", std::move(columns)},
        {"Location", table.location + '/'},
        {"InputFormat", table.format.input},
        {"OutputFormat", table.format.output},
        {"Compressed", false},
        {"NumberOfBuckets", -1},
        {"SerdeInfo", {{"SerializationLibrary", table.format.serde}, {"Parameters", table.format.parameters}}},
        {"StoredAsSubDirectories", false}}},
  };
  if (!table.description.empty()) input["Description"] = table.description;
  return input;
}

}  // namespace weir::catalog

#include "catalog/reply.hpp"

#include <array>
#include <optional>

#include "store/os_error.hpp"

namespace weir::catalog {
namespace {

using nlohmann::json;

// No answer of Glue is nested deeper than a few levels; what is written again is written recursively.
constexpr int kDeepest = 32;

// What UpdateTable takes of what GetTable gives.
constexpr auto kInputFields =
    std::to_array<const char*>({"Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention", "StorageDescriptor",
                                "PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType", "Parameters", "TargetTable"});

Status NoAnswer(std::string_view operation, std::string_view why) {
  return Status::Fatal("the answer to " + std::string(operation) + " is none of Glue's: " + std::string(why));
}

Result<json> Parse(std::string_view operation, std::string_view body) {
  bool is_too_deep = false;
  json parsed = json::parse(
      body,
      [&is_too_deep](int depth, json::parse_event_t, json&) {
        is_too_deep |= depth > kDeepest;
        return true;
      },
      false);
  if (is_too_deep) return NoAnswer(operation, "it is nested too deep");
  if (!parsed.is_object()) return NoAnswer(operation, "it is no JSON object");
  return parsed;
}

const json* Find(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string Text(const json& object, const char* name) {
  const json* text = Find(object, name);
  return text != nullptr && text->is_string() ? text->get<std::string>() : "";
}

// Nothing when it is no list of texts.
std::optional<std::vector<std::string>> Texts(const json* list) {
  if (list == nullptr || !list->is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const json& item : *list) {
    if (!item.is_string()) return std::nullopt;
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::map<std::string, std::string> Properties(const json* object) {
  std::map<std::string, std::string> properties;
  if (object == nullptr || !object->is_object()) return properties;
  for (const auto& [name, value] : object->items())
    if (value.is_string()) properties[name] = value.get<std::string>();
  return properties;
}

// No list is no column.
Result<std::vector<Column>> Columns(const json* list) {
  std::vector<Column> columns;
  if (list == nullptr) return columns;
  if (!list->is_array()) return NoAnswer("GetTable", "its columns are no list");
  for (const json& item : *list) {
    Column column{Text(item, "Name"), Text(item, "Type")};
    if (column.name.empty()) return NoAnswer("GetTable", "a column has no name");
    columns.push_back(std::move(column));
  }
  return columns;
}

// A list of objects under that name; empty when there is none.
Result<std::vector<const json*>> Objects(std::string_view operation, const json& answer, const char* name) {
  std::vector<const json*> objects;
  const json* list = Find(answer, name);
  if (list == nullptr) return objects;
  if (!list->is_array()) return NoAnswer(operation, std::string(name) + " is no list");
  for (const json& item : *list) objects.push_back(&item);
  return objects;
}

}  // namespace

Result<KnownTable> ParseTable(std::string_view body) {
  const Result<json> answer = Parse("GetTable", body);
  if (!answer.ok()) return answer.status();
  const json* given = Find(*answer, "Table");
  if (given == nullptr || Text(*given, "Name").empty()) return NoAnswer("GetTable", "it has no table");
  KnownTable known;
  known.type = Text(*given, "TableType");
  known.version = Text(*given, "VersionId");
  known.input = json::object();
  for (const char* field : kInputFields)
    if (const json* value = Find(*given, field)) known.input[field] = *value;

  const json* properties = Find(*given, "Parameters");
  if (properties != nullptr && !properties->is_object()) return NoAnswer("GetTable", "its Parameters are no object");
  Table& table = known.table;
  table.database = Text(*given, "DatabaseName");
  table.name = Text(*given, "Name");
  table.parameters = Properties(properties);
  const json none = json::object();
  // Views and tables of other systems have none.
  const json* found = Find(*given, "StorageDescriptor");
  const json& storage = found == nullptr ? none : *found;
  if (!storage.is_object()) return NoAnswer("GetTable", "its StorageDescriptor is no object");
  table.location = Text(storage, "Location");
  table.format.input = Text(storage, "InputFormat");
  table.format.output = Text(storage, "OutputFormat");
  if (const json* serde = Find(storage, "SerdeInfo")) table.format.serde = Text(*serde, "SerializationLibrary");
  Result<std::vector<Column>> columns = Columns(Find(storage, "Columns"));
  if (!columns.ok()) return columns.status();
  Result<std::vector<Column>> keys = Columns(Find(*given, "PartitionKeys"));
  if (!keys.ok()) return keys.status();
  table.columns = std::move(*columns);
  table.keys = std::move(*keys);
  return known;
}

Result<std::vector<ItemError>> ParseItemErrors(std::string_view body) {
  const Result<json> answer = Parse("BatchCreatePartition", body);
  if (!answer.ok()) return answer.status();
  const auto objects = Objects("BatchCreatePartition", *answer, "Errors");
  if (!objects.ok()) return objects.status();
  std::vector<ItemError> errors;
  for (const json* object : *objects) {
    const json* detail = Find(*object, "ErrorDetail");
    const auto values = Texts(Find(*object, "PartitionValues"));
    if (detail == nullptr || !values) return NoAnswer("BatchCreatePartition", "an error does not say of which partition");
    errors.push_back({*values, Text(*detail, "ErrorCode"), store::Shown(Text(*detail, "ErrorMessage"))});
  }
  return errors;
}

Result<PartitionPage> ParsePartitions(std::string_view body) {
  const Result<json> answer = Parse("BatchGetPartition", body);
  if (!answer.ok()) return answer.status();
  PartitionPage page;
  for (const auto& [name, to] : {std::pair("Partitions", &page.values), std::pair("UnprocessedKeys", &page.unprocessed)}) {
    const auto objects = Objects("BatchGetPartition", *answer, name);
    if (!objects.ok()) return objects.status();
    for (const json* object : *objects) {
      auto values = Texts(Find(*object, "Values"));
      if (!values) return NoAnswer("BatchGetPartition", "a partition has no values");
      to->push_back(std::move(*values));
    }
  }
  return page;
}

}  // namespace weir::catalog

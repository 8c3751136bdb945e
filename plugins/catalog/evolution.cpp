#include "catalog/evolution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/hive_type.hpp"
#include "store/os_error.hpp"

namespace weir::catalog {
namespace {

using store::Shown;

std::string_view WithoutSlash(std::string_view location) {
  while (location.ends_with('/')) location.remove_suffix(1);
  return location;
}

std::string Listed(const std::vector<Column>& columns) {
  std::string text;
  for (const Column& column : columns) text += (text.empty() ? "`" : ", `") + column.name + "` " + column.type;
  return text.empty() ? "none" : Shown(text);
}

bool SameKeys(const std::vector<Column>& wanted, const std::vector<Column>& known) {
  return std::ranges::equal(
      wanted, known, [](const Column& a, const Column& b) { return a.name == Lower(b.name) && NormalType(a.type) == NormalType(b.type); });
}

}  // namespace

Status CheckPlace(const Table& wanted, const KnownTable& known) {
  const std::string name = wanted.full_name();
  const Table& table = known.table;
  const bool is_view = Lower(known.type).find("view") != std::string::npos;
  const auto kind = std::ranges::find_if(table.parameters, [](const auto& property) { return Lower(property.first) == "table_type"; });
  if (is_view || kind != table.parameters.end())
    return Status::Config(fmt::format("the table {} is {}, not one of plain files: name another table", name,
                                      is_view ? "a view" : "of the type " + Shown(kind->second)));
  if (wanted.format.serde == Parquet().serde && table.format.serde != Parquet().serde)
    return Status::Config(fmt::format("the table {} is not one of Parquet files: its SerDe is {}: name another table", name,
                                      table.format.serde.empty() ? "none" : Shown(table.format.serde)));
  if (WithoutSlash(table.location) != wanted.location)
    return Status::Config(fmt::format("the table {} is at {}, and the path is {}: name another table, or the table's place as `path`", name,
                                      table.location.empty() ? "no place" : Shown(table.location), Shown(wanted.location)));
  if (!SameKeys(wanted.keys, table.keys))
    return Status::Config(
        fmt::format("the table {} has other partition keys: {} where {} are wanted: name another table, or partition alike", name,
                    Listed(table.keys), Listed(wanted.keys)));
  return {};
}

Result<Change> Compare(const Table& wanted, const KnownTable& known, Evolve evolve) {
  const std::string name = wanted.full_name();
  Change change;
  for (const Column& column : wanted.columns) {
    const auto there = std::ranges::find_if(known.table.columns, [&](const Column& c) { return Lower(c.name) == column.name; });
    if (there == known.table.columns.end()) {
      if (evolve == Evolve::Frozen)
        return Status::Config(
            fmt::format("the table {} has no column `{}` ({}) and is frozen: say evolve = \"add\" for it, or leave the column out", name,
                        column.name, Shown(column.type)));
      change.added.push_back(column);
      continue;
    }
    const auto types = [&] {
      return fmt::format("column `{}` of the table {} is {}, and the pipeline writes {}", column.name, name, Shown(there->type),
                         Shown(column.type));
    };
    switch (FitOf(there->type, column.type)) {
      case Fit::Same:
      case Fit::Held: break;
      case Fit::Widen:
        if (evolve != Evolve::Widen)
          return Status::Config(types() + ": say evolve = \"widen\" to let the table's become that, or name another table");
        change.widened.push_back({there->name, column.type});
        break;
      case Fit::Other:
        return Status::Config(types() + ", which readers of the older files can't take: rename the column, or name another table");
    }
  }
  const auto enabled = known.table.parameters.find("projection.enabled");
  const bool is_projected = enabled != known.table.parameters.end() && Lower(enabled->second) == "true";
  // Ranges that somebody chose stay.
  for (const auto& [property, value] : wanted.parameters)
    if (property.starts_with("projection.") && !is_projected && evolve != Evolve::Frozen) change.parameters[property] = value;
  return change;
}

std::string Change::ToText() const {
  std::string text;
  const auto say = [&text](const std::string& what) { text += (text.empty() ? "" : "; ") + what; };
  if (!added.empty()) say("adds " + Listed(added));
  if (!widened.empty()) say("widens " + Listed(widened));
  if (!parameters.empty()) say("sets partition projection");
  return text;
}

nlohmann::json Changed(const KnownTable& known, const Change& change) {
  nlohmann::json input = known.input;
  nlohmann::json& columns = input["StorageDescriptor"]["Columns"];
  for (const Column& column : change.widened)
    for (nlohmann::json& one : columns)
      if (one["Name"] == column.name) one["Type"] = column.type;
  for (const Column& column : change.added) columns.push_back(ToJson(column));
  for (const auto& [property, value] : change.parameters) input["Parameters"][property] = value;
  return input;
}

}  // namespace weir::catalog

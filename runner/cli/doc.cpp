// doc: what a component is for and which options it has, from the table that also checks them.

#include <fmt/format.h>

#include <cstdio>

#include "cli/commands.hpp"
#include "detect/trial.hpp"

namespace weir::cli {
namespace {

const char* NameOfOptionType(int32_t type) {
  static constexpr const char* kNames[] = {"",     "boolean", "integer", "number", "text",  "one of", "duration",
                                           "size", "time",    "list",    "map",    "table", "tables"};
  return type > 0 && type <= WEIR_TABLES ? kNames[type] : "?";
}

void PrintOption(const config::OptionTable& options, const weir_option& option, int indent = 2) {
  std::string line = fmt::format("{:{}}{}  ({}{}{}", "", indent, option.name, NameOfOptionType(option.type),
                                 option.limits != nullptr ? " " : "", option.limits != nullptr ? option.limits : "");
  if ((option.flags & WEIR_REQUIRED) != 0) line += ", required";
  if (option.fallback != nullptr) line += fmt::format(", default {}", option.fallback);
  fmt::print("{})\n{:{}}{}\n", line, "", indent + 4, option.doc != nullptr ? option.doc : "");
  if (option.example != nullptr) fmt::print("{:{}}{} = {}\n", "", indent + 4, option.name, option.example);
  const config::OptionTable fields = options.FieldsOf(option);
  for (size_t i = 0; i < fields.n; ++i) PrintOption(fields, fields[i], indent + 4);
}

void PrintComponent(const weir_component& component) {
  fmt::print("{} `{}`: {}\n\n{}\n", plugin::NameOfKind(component.kind), component.name, component.summary, component.doc);
  fmt::print("\noptions:\n");
  const config::OptionTable options{component.options, component.n_options, component.option_size};
  for (size_t i = 0; i < options.n; ++i) PrintOption(options, options[i]);
  if (component.kind == WEIR_SOURCE && static_cast<const weir_source*>(component.ops)->bytes != 0)
    fmt::print("  multiline  (regular expression)\n      Finds the line that begins a record; the lines after it belong to it.\n");
}

// A cell of a Markdown table.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  if (cell.ends_with('.')) cell.pop_back();
  return cell;
}

// The columns that a transform makes of text, and that say what they are for; nothing when there are none, or its options must be given.
void PrintColumns(const weir_component& component, bool with_title) {
  if (component.kind != WEIR_TRANSFORM) return;
  const auto trial = detect::Trial::Of(component, "");
  if (!trial.ok()) return;
  const ArrowSchema& columns = (*trial)->columns();
  bool has_fields = false, has_since = false, has_docs = false;
  for (int64_t i = 0; i < columns.n_children; ++i) {
    has_fields |= Metadata(*columns.children[i], "weir.field").has_value();
    has_since |= Metadata(*columns.children[i], "weir.since").has_value();
    has_docs |= Metadata(*columns.children[i], "weir.doc").has_value();
  }
  if (!has_docs) return;
  if (with_title) fmt::print("\ncolumns:\n\n");
  fmt::print("| column | type |{}{} meaning |\n|---|---|{}{}---|\n", has_fields ? " field |" : "", has_since ? " since |" : "",
             has_fields ? "---|" : "", has_since ? "---|" : "");
  for (int64_t i = 0; i < columns.n_children; ++i) {
    const ArrowSchema& column = *columns.children[i];
    const auto of = [&column](const char* key) { return Cell(Metadata(column, key).value_or("")); };
    fmt::print("| `{}` | {} |", column.name, NameOfType(column));
    if (has_fields) fmt::print(" {} |", of("weir.field"));
    if (has_since) fmt::print(" {} |", of("weir.since"));
    fmt::print(" {} |\n", of("weir.doc"));
  }
}

}  // namespace

int Doc(const std::vector<std::string>& plugin_paths, const std::string& type, bool only_columns) {
  const plugin::Catalog catalog = plugin::Catalog::Load(plugin_paths);
  bool found = false;
  for (const int32_t kind : {WEIR_SOURCE, WEIR_TRANSFORM, WEIR_SINK}) {
    const weir_component* component = catalog.Find(kind, type);
    if (component == nullptr) continue;
    if (found && !only_columns) fmt::print("\n");
    if (!only_columns) PrintComponent(*component);
    PrintColumns(*component, !only_columns);
    found = true;
  }
  if (found) return kDone;
  fmt::print(stderr, "error: there is no component of type `{}`; weir list shows them\n", type);
  return kUsage;
}

}  // namespace weir::cli

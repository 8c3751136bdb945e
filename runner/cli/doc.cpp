// doc: what a component is for and which options it has, from the table that also checks them.

#include <fmt/format.h>

#include <cstdio>

#include "cli/commands.hpp"

namespace weir::cli {
namespace {

const char* NameOfOptionType(int32_t type) {
  static constexpr const char* kNames[] = {"",     "boolean", "integer", "number", "text",  "one of", "duration",
                                           "size", "time",    "list",    "map",    "table", "tables"};
  return type > 0 && type <= WEIR_TABLES ? kNames[type] : "?";
}

void PrintOption(const weir_option& option) {
  std::string line = fmt::format("  {}  ({}{}{}", option.name, NameOfOptionType(option.type), option.limits != nullptr ? " " : "",
                                 option.limits != nullptr ? option.limits : "");
  if ((option.flags & WEIR_REQUIRED) != 0) line += ", required";
  if (option.fallback != nullptr) line += fmt::format(", default {}", option.fallback);
  fmt::print("{})\n      {}\n", line, option.doc != nullptr ? option.doc : "");
  if (option.example != nullptr) fmt::print("      {} = {}\n", option.name, option.example);
}

void PrintComponent(const weir_component& component) {
  fmt::print("{} `{}`: {}\n\n{}\n", plugin::NameOfKind(component.kind), component.name, component.summary, component.doc);
  fmt::print("\noptions:\n");
  const config::OptionTable options{component.options, component.n_options, component.option_size};
  for (size_t i = 0; i < options.n; ++i) PrintOption(options[i]);
  if (component.kind == WEIR_SOURCE && static_cast<const weir_source*>(component.ops)->bytes != 0)
    fmt::print("  multiline  (regular expression)\n      Finds the line that begins a record; the lines after it belong to it.\n");
}

}  // namespace

int Doc(const std::vector<std::string>& plugin_paths, const std::string& type) {
  const plugin::Catalog catalog = plugin::Catalog::Load(plugin_paths);
  bool found = false;
  for (const int32_t kind : {WEIR_SOURCE, WEIR_TRANSFORM, WEIR_SINK}) {
    const weir_component* component = catalog.Find(kind, type);
    if (component == nullptr) continue;
    if (found) fmt::print("\n");
    PrintComponent(*component);
    found = true;
  }
  if (found) return kDone;
  fmt::print(stderr, "error: there is no component of type `{}`; weir list shows them\n", type);
  return kUsage;
}

}  // namespace weir::cli

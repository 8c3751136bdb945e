// Commands that plugins offer: `weir aws ...` is that of aws.so.

#include "weir/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"

namespace weir::cli {
namespace {

const weir_command* CommandOf(const weir_plugin& plugin) {
  if (!WEIR_HAS(&plugin, extension) || plugin.extension == nullptr) return nullptr;
  const auto* command = static_cast<const weir_command*>(plugin.extension(WEIR_COMMAND_1));
  return command != nullptr && WEIR_HAS(command, run) && command->name != nullptr && command->run != nullptr ? command : nullptr;
}

// What can be the name of a file and of a command; all else is a mistyped word.
bool IsName(const std::string& name) {
  return !name.empty() && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

void Put(std::FILE* file, weir_str text) { std::fwrite(text.data, 1, text.len, file); }

}  // namespace

std::optional<int> PluginCommand(const std::string& name, const std::vector<std::string>& words) {
  if (!IsName(name)) return std::nullopt;
  const plugin::Catalog catalog = plugin::Catalog::LoadOne(name);
  for (const plugin::Library& library : catalog.libraries()) {
    const weir_command* command = CommandOf(*library.plugin);
    if (command == nullptr || name != command->name) continue;
    std::vector<const char*> borrowed;
    for (const std::string& word : words) borrowed.push_back(word.c_str());
    const weir_terminal terminal{sizeof(weir_terminal), [](const weir_terminal*, weir_str text) { Put(stdout, text); },
                                 [](const weir_terminal*, weir_str text) { Put(stderr, text); }};
    return command->run(borrowed.size(), borrowed.data(), &terminal);
  }
  if (catalog.refused().empty()) return std::nullopt;
  for (const plugin::Refused& refused : catalog.refused()) fmt::print(stderr, "error: {}: {}\n", refused.file, refused.reason);
  return kUsage;
}

std::string PluginCommands() {
  std::string text;
  const plugin::Catalog catalog = plugin::Catalog::Load({});
  for (const plugin::Library& library : catalog.libraries())
    if (const weir_command* command = CommandOf(*library.plugin))
      text += fmt::format("  {:<27} {}\n", command->name, command->summary != nullptr ? command->summary : "");
  return text.empty() ? text : "Commands of plugins:\n" + text;
}

}  // namespace weir::cli

// What a pipeline's [params] declare, and how the help of the commands that take --set tells it.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "cli/commands.hpp"
#include "cli/load.hpp"
#include "config/parse.hpp"
#include "config/tree.hpp"

namespace weir::cli {
namespace {

std::string LineOf(const config::Entry& parameter, size_t width) {
  const auto* declared = parameter.value.As<config::Table>();
  if (declared == nullptr) return {};
  const config::Entry* help = declared->Find("help");
  const auto* text = help == nullptr ? nullptr : help->value.As<std::string>();
  const config::Entry* fallback = declared->Find("default");
  return fmt::format("  {:<{}}  {}{}\n", parameter.key, width, text == nullptr ? "" : *text + ' ',
                     fallback == nullptr ? "(required)" : fmt::format("(default {})", config::Inline(fallback->value)));
}

}  // namespace

config::Table DeclaredParameters(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  config::Diagnostics unheard(file, {std::istreambuf_iterator<char>(in), {}});
  const std::optional<config::Table> root = config::Parse(unheard);
  const config::Entry* params = root ? root->Find("params") : nullptr;
  const auto* table = params == nullptr ? nullptr : params->value.As<config::Table>();
  return table == nullptr ? config::Table() : *table;
}

std::string Parameters(const FileArgs& args) {
  const config::Table parameters = args.file.empty() ? config::Table() : DeclaredParameters(args.file);
  if (parameters.empty()) return {};
  size_t width = 0;
  for (const config::Entry& parameter : parameters.entries) width = std::max(width, parameter.key.size());
  std::string lines = fmt::format("Parameters of {}, for --set:\n", args.file);
  for (const config::Entry& parameter : parameters.entries) lines += LineOf(parameter, width);
  return lines;
}

}  // namespace weir::cli

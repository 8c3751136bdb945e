// What a pipeline's [params] say, for the help of the commands that take --set.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.hpp"
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

std::string Parameters(const FileArgs& args) {
  if (args.file.empty()) return {};
  std::optional<std::string> text = ReadPipeline(args.file);
  if (!text) return {};
  config::Diagnostics problems(args.file, std::move(*text));
  const std::optional<config::Table> root = config::Parse(problems);
  const config::Entry* declared = root ? root->Find("params") : nullptr;
  const auto* parameters = declared == nullptr ? nullptr : declared->value.As<config::Table>();
  if (parameters == nullptr || parameters->empty()) return {};
  size_t width = 0;
  for (const config::Entry& parameter : parameters->entries) width = std::max(width, parameter.key.size());
  std::string lines = fmt::format("Parameters of {}, for --set:\n", args.file);
  for (const config::Entry& parameter : parameters->entries) lines += LineOf(parameter, width);
  return lines;
}

}  // namespace weir::cli

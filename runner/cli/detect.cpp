// doc --detect: which parser reads a file, with what it makes of the first records.

#include "detect/detect.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/commands.hpp"
#include "observe/text.hpp"

namespace weir::cli {
namespace {

// The first rows, one below the other: they have more columns than a terminal.
void PrintRows(const detect::Finding& finding) {
  for (size_t row = 0; row < finding.outcome.shown.size(); ++row) {
    const auto& columns = finding.outcome.shown[row];
    size_t widest = 0;
    for (const auto& [name, value] : columns) widest = std::max(widest, name.size());
    fmt::print("\nrow {}:\n", row + 1);
    for (const auto& [name, value] : columns) fmt::print("  {:<{}}  {}\n", name, widest, value);
  }
}

// Options stand with commas between them; each becomes a line of a pipeline.
void PrintTable(const detect::Finding& finding) {
  fmt::print("\n[transform.rows]\ntype = \"{}\"\nfrom = \"logs\"\n", finding.type);
  for (const std::string& line : finding.options) fmt::print("{}\n", line);
}

}  // namespace

int Detect(const std::vector<std::string>& plugin_paths, const std::string& file) {
  const plugin::Catalog catalog = plugin::Catalog::Load(plugin_paths);
  const Result<detect::Sample> sample = detect::ReadSample(file);
  if (!sample.ok()) {
    fmt::print(stderr, "error: {}\n", sample.status().message());
    return kUnavailable;
  }
  const std::vector<detect::Finding> found = detect::Detect(catalog, *sample);
  if (found.empty()) {
    fmt::print(stderr, "error: no parser reads {}: `regex` reads lines by a pattern of your own; weir list shows the others\n", file);
    return kUsage;
  }
  const detect::Finding& best = found.front();
  const int64_t read = best.outcome.rows + best.outcome.rejected;
  fmt::print("`{}` reads {} of the {} records looked at in {}", best.type, observe::Grouped(static_cast<uint64_t>(best.outcome.rows)),
             observe::Grouped(static_cast<uint64_t>(read)), file);
  for (size_t i = 1; i < found.size(); ++i) fmt::print("{}`{}`", i == 1 ? "; so would " : ", ", found[i].type);
  fmt::print("\n");
  if (best.outcome.rejected > 0) fmt::print("rejected, the first: {}\n", best.outcome.first_reason);
  PrintTable(best);
  PrintRows(best);
  return kDone;
}

}  // namespace weir::cli

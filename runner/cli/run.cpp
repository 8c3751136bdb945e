// run, check, graph, list: the commands that look at a pipeline, and the one that runs it.

#include <fmt/format.h>

#include <cstdio>

#include "cli/execute.hpp"

namespace weir::cli {

int RunPipeline(const RunArgs& args) {
  epoch::StopSignals signals;
  Opened opened = Open(args.file);
  if (!opened.held) return opened.exit;
  return Ended(*opened.loaded, *opened.held, args, Execute(*opened.loaded, *opened.held, args, signals, *opened.log));
}

int Check(const FileArgs& args) {
  observe::Log log;
  std::optional<Loaded> loaded = Load(args, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  fmt::print(stderr, "{}: {} nodes, all of them fit together\n", args.file, loaded->pipeline->nodes.size());
  return kDone;
}

int Graph(const FileArgs& args) {
  observe::Log log;
  std::optional<Loaded> loaded = Load(args, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  fmt::print("{}", loaded->plan->ToText());
  return kDone;
}

int List(const std::vector<std::string>& plugin_paths) {
  const plugin::Catalog catalog = plugin::Catalog::Load(plugin_paths);
  for (const int32_t kind : {WEIR_SOURCE, WEIR_TRANSFORM, WEIR_SINK}) {
    for (const std::string& type : catalog.TypesOf(kind))
      fmt::print("{:<10} {:<12} {}\n", plugin::NameOfKind(kind), type, catalog.Find(kind, type)->summary);
  }
  int exit = kDone;
  for (const plugin::Refused& refused : catalog.refused()) {
    fmt::print(stderr, "{}: plugin {} is not used: {}\n", refused.asked_for ? "error" : "warning", refused.file, refused.reason);
    if (refused.asked_for) exit = kConfig;
  }
  return exit;
}

}  // namespace weir::cli

// run, check, graph, list: the commands that look at a pipeline, and the one that runs it.

#include <fmt/format.h>

#include <cstdio>

#include "cli/execute.hpp"
#include "graph/window.hpp"
#include "weir/crash_point.hpp"

namespace weir::cli {
namespace {

// Runs the plan, and remembers its window from before the first byte until all of it was taken.
Result<epoch::Outcome> ExecuteWindow(Opened& opened, const std::string& window, const RunArgs& args, epoch::StopSignals& signals) {
  epoch::State& state = *opened.held->state;
  if (Status status = state.SetWindow(window); !status.ok()) return status;
  CrashPoint("window.begun");
  epoch::Outcome outcome = Execute(*opened.loaded, *opened.held, args, signals, *opened.log);
  if (!outcome.failure.ok() || !outcome.read_all) return outcome;
  CrashPoint("window.read");
  if (Status status = state.SetWindow(""); !status.ok()) return status;
  return outcome;
}

}  // namespace

int RunPipeline(const RunArgs& args) {
  epoch::StopSignals signals;
  Opened opened = Open(args.file);
  if (!opened.held) return opened.exit;
  Loaded& loaded = *opened.loaded;
  const std::string window = graph::WindowOf(*loaded.plan);
  if (args.forget_window)
    if (Status status = opened.held->state->SetWindow(""); !status.ok()) return Refused(status);
  const std::string begun = opened.held->state->window();
  const Result<std::vector<config::Pin>> own = graph::PinsOf(window);
  Result<std::vector<config::Pin>> pins = graph::PinsOf(begun);
  if (!own.ok()) return Refused(own.status());
  if (!pins.ok()) return Refused(pins.status());
  // Another window that is not ended comes first, unless the pipeline takes no windows of that kind any more.
  int losses = kDone;
  if (!begun.empty() && !graph::AreAlike(*pins, *own)) {
    opened.log->Write(WEIR_WARN, "",
                      fmt::format("the window {} was begun and not ended; this pipeline takes others, so it is let go", begun));
  } else if (!begun.empty() && begun != window) {
    opened.log->Write(WEIR_INFO, "", fmt::format("an earlier run did not end its window, so this one does, before its own: {}", begun));
    if (!loaded.Reload(args.file, std::move(*pins))) return kConfig;
    const Result<epoch::Outcome> outcome = ExecuteWindow(opened, begun, args, signals);
    if (!outcome.ok()) return Refused(outcome.status());
    const bool is_ended = opened.held->state->window().empty();
    if (!is_ended) fmt::print(stderr, "the window {} is not ended, and the next run tries it again; --forget-window lets it go\n", begun);
    if (!is_ended || outcome->asked_to_stop) {
      const int exit = Ended(loaded, *opened.held, args, *outcome);
      return is_ended ? static_cast<int>(kHeld) : exit;
    }
    losses = outcome->exit_code();
    if (!loaded.Reload(args.file, {})) return kConfig;
  }
  const Result<epoch::Outcome> outcome = ExecuteWindow(opened, window, args, signals);
  if (!outcome.ok()) return Refused(outcome.status());
  const int exit = Ended(loaded, *opened.held, args, *outcome);
  return exit == kDone ? losses : exit;
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

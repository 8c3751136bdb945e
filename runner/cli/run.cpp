#include <chrono>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "epoch/run.hpp"
#include "epoch/state.hpp"
#include "epoch/stop.hpp"
#include "observe/progress.hpp"
#include "observe/summary.hpp"

namespace weir::cli {
namespace {

int64_t WallNow() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

std::vector<epoch::SinkIdentity> SinksOf(const graph::Plan& plan) {
  std::vector<epoch::SinkIdentity> sinks;
  for (const auto& node : plan.nodes())
    if (node->kind() == WEIR_SINK && !node->dead_letters) sinks.push_back({node->name(), plan.identity(*node)});
  return sinks;
}

// An outcome before there was a run.
int Refused(const Status& status) {
  fmt::print(stderr, "error: {}\n", status.message());
  if (status.code() == WEIR_E_RETRY) return kHeld;
  return status.code() == WEIR_E_DENIED ? kDenied : kUnavailable;
}

bool WriteSummary(const std::string& path, const std::string& json) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << json;
  out.close();
  if (out) return true;
  fmt::print(stderr, "error: write the summary {}: {}\n", path, std::strerror(errno));
  return false;
}

}  // namespace

int RunPipeline(const RunArgs& args) {
  epoch::StopSignals signals;
  observe::Log log;
  std::optional<Loaded> loaded = Load(args.file, log);
  if (!loaded || !loaded->Bind()) return kConfig;

  const auto started = std::chrono::steady_clock::now();
  const int64_t started_ns = WallNow();
  const Result<epoch::StateLock> lock = epoch::StateLock::Take(loaded->state_folder);
  if (!lock.ok()) return Refused(lock.status());
  Result<std::unique_ptr<epoch::State>> state = epoch::State::Open(loaded->state_folder, SinksOf(*loaded->plan));
  if (!state.ok()) return Refused(state.status());
  if (!(*state)->is_new())
    for (const std::string& sink : (*state)->new_sinks())
      log.Write(WEIR_INFO, sink, "new in this pipeline: it gets what is read from now on");

  epoch::Outcome outcome;
  {
    epoch::Run run(*loaded->plan, **state, [&log](int32_t level, std::string_view node, std::string_view message) { log.Write(level, node, message); });
    signals.OnSignal([&](int count) {
      log.Write(WEIR_INFO, "", count == 1 ? "stopping: finishing what is under way and committing it; a second signal stops at once" : "stopping at once");
      run.Stop(count);
    });
    const observe::Progress progress(run.runtime().totals, observe::StyleOf(args.progress));
    outcome = run.Execute();
    signals.End();
  }
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - started;

  if (!outcome.failure.ok()) fmt::print(stderr, "error: {}\n", outcome.failure.message());
  fmt::print(stderr, "{}", observe::Printed(outcome, loaded->state_folder, took));
  const epoch::RunRecord record{started_ns, WallNow(), outcome.status(), outcome.exit_code(), outcome.ledger.read(), outcome.ledger.written(), outcome.ledger.rejected(), outcome.bytes};
  if (Status status = (*state)->AddRun(record); !status.ok()) log.Write(WEIR_WARN, "", "the run is not in the history: " + status.message());
  if (!args.summary.empty() && !WriteSummary(args.summary, observe::Json(outcome, loaded->pipeline->name, (*state)->state_id(), took)) && outcome.exit_code() == kDone) return kUnavailable;
  return outcome.exit_code();
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

int StateReset(const FileArgs& args) {
  observe::Log log;
  const std::optional<Loaded> loaded = Load(args, log);
  if (!loaded) return kConfig;
  const Result<epoch::StateLock> lock = epoch::StateLock::Take(loaded->state_folder);
  if (!lock.ok()) return Refused(lock.status());
  if (Status status = epoch::State::Reset(loaded->state_folder); !status.ok()) return Refused(status);
  fmt::print(stderr, "{}: the next run reads everything again, and writes it beside what is there\n", loaded->state_folder);
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

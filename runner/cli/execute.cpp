#include "cli/execute.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "config/display.hpp"
#include "observe/file.hpp"
#include "observe/metrics.hpp"
#include "observe/progress.hpp"
#include "observe/summary.hpp"
#include "time/instants.hpp"

namespace weir::cli {
namespace {

int64_t WallNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// A metrics file that can't be written must not end a run.
void ShowMetrics(const RunArgs& args, const graph::Plan& plan, const epoch::Outcome& outcome, int64_t committed_ns,
                 std::optional<std::chrono::nanoseconds> took, observe::Log& log) {
  if (args.metrics.empty()) return;
  if (Status status = observe::ReplaceFile(args.metrics, observe::Metrics(outcome, plan, committed_ns, took)); !status.ok())
    log.Write(WEIR_WARN, "", status.message());
}

// What words of time are today, for those who read the log tomorrow.
void TellTimes(const Loaded& loaded, observe::Log& log) {
  for (const auto& node : loaded.plan->nodes())
    for (const config::TimeInWords& time : node->values->times_in_words())
      log.Write(WEIR_INFO, node->name(),
                fmt::format("{} = {} {}", time.option, config::Quoted(time.text), time::Told(time.ns, loaded.pipeline->clock.zone)));
}

}  // namespace

int Refused(const Status& status) {
  fmt::print(stderr, "error: {}\n", status.message());
  switch (status.code()) {
    case WEIR_E_RETRY: return kHeld;
    case WEIR_E_DENIED: return kDenied;
    case WEIR_E_CONFIG: return kConfig;
    default: return kUnavailable;
  }
}

Result<Held> Hold(const std::string& folder, const std::vector<epoch::SinkIdentity>& sinks) {
  Result<epoch::StateLock> lock = epoch::StateLock::Take(folder);
  if (!lock.ok()) return lock.status();
  Result<std::unique_ptr<epoch::State>> state = epoch::State::Open(folder, sinks);
  if (!state.ok()) return state.status();
  return Held{std::move(*lock), std::move(*state)};
}

Opened Open(const FileArgs& args) {
  Opened opened;
  opened.loaded = Load(args, *opened.log);
  if (!opened.loaded || !opened.loaded->Bind()) {
    opened.exit = kConfig;
    return opened;
  }
  Result<Held> held = Hold(opened.loaded->state_folder, opened.loaded->Sinks());
  if (held.ok())
    opened.held.emplace(std::move(*held));
  else
    opened.exit = Refused(held.status());
  return opened;
}

epoch::Outcome Execute(Loaded& loaded, Held& held, const RunArgs& args, epoch::StopSignals& signals, observe::Log& log) {
  const auto started = std::chrono::steady_clock::now();
  const int64_t started_ns = WallNow();
  epoch::State& state = *held.state;
  if (!state.is_new())
    for (const std::string& sink : state.new_sinks()) log.Write(WEIR_INFO, sink, "new in this pipeline: it gets what is read from now on");

  TellTimes(loaded, log);

  epoch::Outcome outcome;
  int64_t committed_ns = 0;
  {
    epoch::Run run(
        *loaded.plan, state, loaded.log, [&](const std::string& canonical, int64_t now_ns) { return loaded.Recall(canonical, now_ns); },
        args.permits);
    signals.OnSignal([&](int count) {
      log.Write(WEIR_INFO, "",
                count == 1 ? "stopping: finishing what is under way and committing it; a second signal stops at once" : "stopping at once");
      run.Stop(count);
    });
    run.OnCommit([&](const epoch::Outcome& so_far) {
      committed_ns = WallNow();
      ShowMetrics(args, *loaded.plan, so_far, committed_ns, std::nullopt, log);
    });
    const observe::Progress progress(run.runtime().totals, observe::StyleOf(args.progress));
    outcome = run.Execute();
    signals.End();
  }
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - started;

  std::string said = outcome.failure.ok() ? "" : fmt::format("error: {}\n", outcome.failure.message());
  said += observe::Printed(outcome, loaded.state_folder, loaded.letters_place(), took);
  fmt::print(stderr, "{}", said);
  const std::string kept = log.Kept();
  const epoch::RunRecord record{0,
                                args.scheduled_ns,
                                started_ns,
                                WallNow(),
                                outcome.status(),
                                (kept.empty() ? "" : kept + "\n") + said,
                                outcome.exit_code(),
                                outcome.ledger.read(),
                                outcome.ledger.written(),
                                outcome.ledger.rejected(),
                                outcome.bytes};
  if (Status status = state.AddRun(record); !status.ok()) log.Write(WEIR_WARN, "", "the run is not in the history: " + status.message());
  outcome.took = took;
  ShowMetrics(args, *loaded.plan, outcome, committed_ns, took, log);
  return outcome;
}

int Ended(const Loaded& loaded, const Held& held, const RunArgs& args, const epoch::Outcome& outcome) {
  if (args.summary.empty()) return outcome.exit_code();
  const Status written =
      observe::ReplaceFile(args.summary, observe::Json(outcome, loaded.pipeline->name, held.state->state_id(), outcome.took));
  if (written.ok()) return outcome.exit_code();
  fmt::print(stderr, "error: the summary: {}\n", written.message());
  return outcome.exit_code() == kDone ? static_cast<int>(kUnavailable) : outcome.exit_code();
}

}  // namespace weir::cli

// What `run` and `dlq replay` share: holding the state, running the plan to its end, and saying how it went.
#pragma once

#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "epoch/state.hpp"
#include "epoch/state_lock.hpp"
#include "epoch/stop.hpp"

namespace weir::cli {

// The state of a pipeline, held by this process.
struct Held {
  epoch::StateLock lock;
  std::unique_ptr<epoch::State> state;
};
Result<Held> Hold(const std::string& folder, const std::vector<epoch::SinkIdentity>& sinks);

// A pipeline, bound, and its state, held.  Signals that are to be handled are blocked before.
struct Opened {
  std::unique_ptr<observe::Log> log = std::make_unique<observe::Log>();
  std::optional<Loaded> loaded;
  std::optional<Held> held;
  int exit = kDone;  // why it is not there, which was said
};
Opened Open(const FileArgs& args);

// Says why there was no run, and returns its exit code.
int Refused(const Status& status);

// Runs the plan that `loaded` has now.  The signals must have been blocked before any thread was started.
epoch::Outcome Execute(Loaded& loaded, Held& held, const RunArgs& args, epoch::StopSignals& signals, observe::Log& log);
// The exit code of a run, once its summary is where it was wanted.
int Ended(const Loaded& loaded, const Held& held, const RunArgs& args, const epoch::Outcome& outcome);

}  // namespace weir::cli

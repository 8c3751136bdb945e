// What the exit code of a run means for its schedule.  The table of all of them is in the manual; cli/commands.hpp names them.
#pragma once

#include <csignal>
#include <initializer_list>

namespace weir::schedule {

inline constexpr int kSucceeded = 0, kUnavailable = 4, kHeld = 75;
// Those of a run that is wrong again when it is run again.
inline constexpr int kHopeless[] = {1, 2, 3, 5, 78};

constexpr bool IsSignal(int exit) { return exit > 128; }

// A run that was killed goes on at its last commit, so it may be run again as one that a service held up.
constexpr bool MayBeRetried(int exit) { return exit == kUnavailable || exit == kHeld || IsSignal(exit); }

// The exit code of the scheduler for a last run that ended so: that of a process which crashed is "a bug".
constexpr int OwnExit(int exit) {
  if (!IsSignal(exit)) return exit;
  const int signal = exit - 128;
  return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP ? kHeld : 1;
}

// What somebody has to look at comes before what may be better the next time.
constexpr int Worse(int one, int other) {
  for (const int exit : {1, 78, 2, 5, 3, 4, 75})
    if (one == exit || other == exit) return exit;
  return one != 0 ? one : other;
}

}  // namespace weir::schedule

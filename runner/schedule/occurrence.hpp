// One time that a pipeline is due under its schedule, and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::schedule {

enum class Outcome { Waiting, Running, Finished, Failed, TimedOut, CascadeFailed, Skipped };

constexpr std::string_view Word(Outcome status) {
  switch (status) {
    case Outcome::Waiting: return "WAITING";
    case Outcome::Running: return "RUNNING";
    case Outcome::Finished: return "FINISHED";
    case Outcome::Failed: return "FAILED";
    case Outcome::TimedOut: return "TIMED_OUT";
    case Outcome::CascadeFailed: return "CASCADE_FAILED";
    case Outcome::Skipped: return "SKIPPED";
  }
  return "";
}
inline constexpr Outcome kOutcomes[] = {Outcome::Waiting,  Outcome::Running,       Outcome::Finished, Outcome::Failed,
                                        Outcome::TimedOut, Outcome::CascadeFailed, Outcome::Skipped};

struct Occurrence {
  int64_t id = 0;
  int64_t due_ns = 0;
  int64_t covers = 1;  // how many times it was due: those before the last were missed, and this one stands for them
  Outcome status = Outcome::Waiting;
  int64_t attempts = 0;                  // all that there were; each has a log of its own
  int64_t tries = 0;                     // of these, since it was last asked for
  int64_t not_before_ns = 0;             // of the next attempt
  int64_t started_ns = 0, ended_ns = 0;  // of the last attempt; 0: none
  std::optional<int> exit;               // of the last attempt; of one that a signal ended 128 + the signal, as shells have it
  std::string process;                   // while it runs: what it can be found by
  std::string note;                      // what is to be said about it

  bool is_under_way() const { return status == Outcome::Waiting || status == Outcome::Running; }
};

}  // namespace weir::schedule

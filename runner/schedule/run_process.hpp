// The process of one run: a child of this scheduler, or one that a scheduler before it had started.
//
// A run is a process of its own so that nothing that happens to it happens to the scheduler.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "weir/status.hpp"

namespace weir::schedule {

class RunProcess {
 public:
  struct Ended {
    std::optional<int> exit;  // as Occurrence::exit; of one that is not our child nobody knows it
  };

  // This program with other words behind its name.  What it prints is appended to `log`.
  static Result<std::unique_ptr<RunProcess>> Start(const std::vector<std::string>& words, const std::string& log);
  // The process with that record, if it is still there.
  static std::unique_ptr<RunProcess> Find(const std::string& record);
  ~RunProcess();
  RunProcess(const RunProcess&) = delete;

  // Names the process and no other, also when its number is given to another one.
  const std::string& record() const { return record_; }
  // Nothing while it runs; of a child only once.
  std::optional<Ended> Poll();
  void Signal(int number);

 private:
  RunProcess(pid_t pid, int fd, std::string record) : pid_(pid), fd_(fd), record_(std::move(record)) {}

  pid_t pid_;
  int fd_;  // of one that is not our child; -1: it is
  std::string record_;
};

}  // namespace weir::schedule

// The files of runs, below the state folder: the log of each attempt, and what its end is known by when nobody waited for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schedule/book.hpp"
#include "weir/status.hpp"

namespace weir::schedule {

class RunFiles {
 public:
  explicit RunFiles(const std::string& state_folder) : folder_(state_folder + "/runs") {}

  Status Make() const;
  std::string LogOf(const LogName& name) const;
  std::string SummaryOf(const LogName& name) const;
  // The logs of an occurrence that are kept, the first attempt first.
  std::vector<LogName> LogsOf(int64_t occurrence) const;
  // How a run ended that wrote a summary.
  std::optional<int> ExitIn(const LogName& name) const;
  void DropSummary(const LogName& name) const;
  // Keeps the logs of the newest occurrences only, and returns what went.
  std::vector<LogName> DropOldLogs(int64_t newest) const;

 private:
  std::vector<LogName> Logs() const;
  std::string folder_;
};

// What a copy of a log holds: all of it, or its end when it is too long for one request.
Result<std::string> ReadLog(const std::string& path);

}  // namespace weir::schedule

// The commands behind main's words.  Each returns the exit code.
#pragma once

#include <string>
#include <vector>

#include "cli/load.hpp"

namespace weir::cli {

struct RunArgs {
  FileArgs file;
  std::string summary;               // where to write the ledger as JSON; empty: nowhere
  std::string progress = "auto";     // auto, plain, none
};

int RunPipeline(const RunArgs& args);
int Check(const FileArgs& args);
int Graph(const FileArgs& args);
int StateReset(const FileArgs& args);
int List(const std::vector<std::string>& plugin_paths);

// The exit codes of a whole process, as the manual's table has them.
enum Exit { kDone = 0, kBug = 1, kUsage = 2, kLosses = 3, kUnavailable = 4, kDenied = 5, kHeld = 75, kConfig = 78 };

}  // namespace weir::cli

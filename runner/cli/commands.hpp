// The commands behind main's words.  Each returns the exit code.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/load.hpp"

namespace weir::cli {

// The exit codes of a whole process, as the manual's table has them.
enum Exit { kDone = 0, kBug = 1, kUsage = 2, kLosses = 3, kUnavailable = 4, kDenied = 5, kHeld = 75, kConfig = 78 };

struct RunArgs {
  FileArgs file;
  std::string summary;            // where to write the ledger as JSON; empty: nowhere
  std::string metrics;            // where to write metrics; empty: nowhere
  std::string progress = "auto";  // auto, plain, none
  int64_t scheduled_ns = 0;       // the instant a scheduler had planned, for the history; 0: none
  bool forget_window = false;     // lets go what an earlier run began to take and did not end
  epoch::Permits permits;
};

int RunPipeline(const RunArgs& args);
// The parameters that the file declares, a line each; empty when there is no file yet, or none that can be read.
std::string Parameters(const FileArgs& args);
int Check(const FileArgs& args);
int Graph(const FileArgs& args);
// The statements of the catalogs that a pipeline keeps.
int CatalogDdl(const FileArgs& args);
int List(const std::vector<std::string>& plugin_paths);
// `only_columns`: just the table of the columns it makes, as Markdown.
int Doc(const std::vector<std::string>& plugin_paths, const std::string& type, bool only_columns);
// Which parser reads this file.
int Detect(const std::vector<std::string>& plugin_paths, const std::string& file);

// Runs the command that a plugin offers under this name; nothing when there is none.
std::optional<int> PluginCommand(const std::string& name, const std::vector<std::string>& words);
// What the plugins offer, for the help; empty when there is none.
std::string PluginCommands();

int StateShow(const FileArgs& args, bool json);
int StateReset(const FileArgs& args);
// `to`: the number of an epoch, or an instant: the last epoch recorded until then.
int StateRewind(const FileArgs& args, const std::string& to);
int StateRepair(const RunArgs& args);

int RunsList(const FileArgs& args);
int RunsShow(const FileArgs& args, int64_t id);
// The occurrences of a schedule; the log of one; another run of one.
int RunsScheduled(const FileArgs& args);
int RunsLog(const FileArgs& args, int64_t id);
int RunsRerun(const FileArgs& args, int64_t id);

struct ScheduleArgs {
  std::vector<std::string> files;
  std::vector<std::string> sets;  // each goes to the files that have the parameter
  std::vector<std::string> plugin_paths;
  std::string print;  // systemd, cron, kubernetes, aws-batch; empty: runs them
  std::string image;  // of the container
};
int Schedule(const ScheduleArgs& args);

struct LettersArgs {
  FileArgs file;
  std::string node;  // only of this one; empty: of all
  std::optional<uint64_t> limit;
};
int LettersList(const FileArgs& args);
int LettersShow(const LettersArgs& args);
int LettersReplay(const RunArgs& args);

}  // namespace weir::cli

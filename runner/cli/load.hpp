// From the words on the command line to a plan, with everything that is wrong said at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/pipeline.hpp"
#include "epoch/records.hpp"
#include "epoch/run.hpp"
#include "graph/plan.hpp"
#include "observe/log.hpp"
#include "plugin/catalog.hpp"

namespace weir::cli {

struct FileArgs {
  std::string file;
  std::vector<std::string> sets;  // NAME=VALUE
  std::vector<std::string> plugin_paths;
};

// What stands when a pipeline file was read.  Later members point into earlier ones.
struct Loaded {
  std::unique_ptr<config::Diagnostics> problems;
  plugin::Catalog catalog;
  graph::NodeHost::Log log;
  std::unique_ptr<config::Pipeline> pipeline;
  std::unique_ptr<graph::Plan> plan;
  std::string state_folder;
  int64_t now_ns = 0;  // what words of time are reckoned from

  // Binds the components.  False when there were problems; they have been shown.
  bool Bind();
  // Shows what was found wrong.
  void Show() const;
  // Puts another pipeline, made from this one, in its place and binds it.
  bool Replace(config::Pipeline other);
  // Reads the file again with these values in the place of its own, and binds it.
  bool Reload(const FileArgs& args, std::vector<config::Pin> pins);
  // The sinks that the state is about, without the dead letters.
  std::vector<epoch::SinkIdentity> Sinks() const;
  // Makes a pipeline that an earlier run recorded, with words of time reckoned as it did.
  Result<std::shared_ptr<graph::Plan>> Recall(const std::string& canonical, int64_t now_ns) const;
  std::string dead_letters_folder() const { return state_folder + "/dead_letters"; }
  // Where the dead letters go, as the pipeline has it; of a sink without a path, its type; empty when they go nowhere.
  std::string letters_place() const;
};

// What [params] of a file declare; empty when there is nothing, or no file that can be read.
config::Table DeclaredParameters(const std::string& file);
// Loads plugins, reads the file and makes a plan.  Nothing when there were problems; they have been shown.
std::optional<Loaded> Load(const FileArgs& args, observe::Log& log);

}  // namespace weir::cli

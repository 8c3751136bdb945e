// From the words on the command line to a plan, with everything that is wrong said at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/pipeline.hpp"
#include "graph/plan.hpp"
#include "observe/log.hpp"
#include "plugin/catalog.hpp"

namespace weir::cli {

struct FileArgs {
  std::string file;
  std::vector<std::string> sets;          // NAME=VALUE
  std::vector<std::string> plugin_paths;
};

// What stands when a pipeline file was read.  Later members point into earlier ones.
struct Loaded {
  std::unique_ptr<config::Diagnostics> problems;
  plugin::Catalog catalog;
  std::unique_ptr<config::Pipeline> pipeline;
  std::unique_ptr<graph::Plan> plan;
  std::string state_folder;

  // Binds the components.  False when there were problems; they have been shown.
  bool Bind();
};

// Loads plugins, reads the file and makes a plan.  Nothing when there were problems; they have been shown.
std::optional<Loaded> Load(const FileArgs& args, observe::Log& log);

}  // namespace weir::cli

// A pipeline with a schedule, as the scheduler and the printers of other schedulers' files see it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/schedule.hpp"
#include "time/zone.hpp"

namespace weir::schedule {

struct Job {
  std::string name, file;
  std::string state_folder;
  config::Schedule schedule;
  time::Zone zone;
  std::chrono::nanoseconds grace{};  // of its last commit
  std::vector<std::string> sets;     // NAME=VALUE
  std::vector<std::string> plugin_paths = {};

  // How long it takes to end after SIGTERM, and more would mean that it hangs.
  std::chrono::nanoseconds patience() const { return grace + std::chrono::seconds(5); }
  // What stands behind `weir`, with the file under this name.
  std::vector<std::string> Command(const std::string& file_name) const {
    std::vector<std::string> words{"run", file_name};
    for (const std::string& set : sets) words.insert(words.end(), {"--set", set});
    for (const std::string& path : plugin_paths) words.insert(words.end(), {"--plugin-path", path});
    return words;
  }
};

}  // namespace weir::schedule

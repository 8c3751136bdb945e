// schedule: runs pipelines when they are due, or prints what another scheduler needs for it.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "cli/execute.hpp"
#include "epoch/state.hpp"
#include "schedule/print.hpp"
#include "schedule/scheduler.hpp"
#include "weir/put.h"

namespace weir::cli {
namespace {

namespace fs = std::filesystem;

// A pipeline that was read, and what is left of it to be run.
struct Planned {
  Loaded loaded;
  schedule::Job job;
};

std::set<std::string> ParametersOf(const std::string& file) {
  std::set<std::string> names;
  for (const config::Entry& entry : DeclaredParameters(file).entries) names.insert(entry.key);
  return names;
}

// The --set of each file: of several files those of its own parameters, of one all, so that a wrong one is shown with a guess.
std::optional<std::vector<FileArgs>> ArgumentsOf(const ScheduleArgs& args) {
  std::vector<FileArgs> all;
  std::set<std::string> known;
  for (const std::string& file : args.files) {
    const std::set<std::string> names = ParametersOf(file);
    FileArgs& one = all.emplace_back(FileArgs{file, {}, args.plugin_paths});
    for (const std::string& set : args.sets)
      if (args.files.size() == 1 || names.contains(set.substr(0, set.find('=')))) one.sets.push_back(set);
    known.insert(names.begin(), names.end());
  }
  if (args.files.size() == 1) return all;
  for (const std::string& set : args.sets) {
    const std::string name = set.substr(0, set.find('='));
    if (known.contains(name)) continue;
    fmt::print(stderr, "error: --set {}: none of these pipelines has a parameter `{}`\n", set, name);
    return std::nullopt;
  }
  return all;
}

std::optional<Planned> Read(const FileArgs& args, observe::Log& log) {
  std::optional<Loaded> loaded = Load(args, log);
  if (!loaded || !loaded->Bind()) return std::nullopt;
  const config::Pipeline& pipeline = *loaded->pipeline;
  if (!pipeline.schedule) {
    fmt::print(stderr, "error: {} has no [schedule]; weir run runs it once\n", args.file);
    return std::nullopt;
  }
  schedule::Job job{pipeline.name,        args.file, loaded->state_folder, *pipeline.schedule, pipeline.clock.zone,
                    pipeline.epoch.grace, args.sets, args.plugin_paths};
  return Planned{std::move(*loaded), std::move(job)};
}

// `after` is the name of a pipeline or its file.
bool Means(const std::string& after, const schedule::Job& job) {
  std::error_code ignored;
  return after == job.name || fs::equivalent(after, job.file, ignored);
}

// Whether each that runs after another one finds it, without going round.  `after` becomes a name.
bool Link(std::vector<Planned>& all) {
  bool good = true;
  for (Planned& one : all) {
    config::Schedule& schedule = one.job.schedule;
    if (schedule.after.empty()) continue;
    const auto found = std::ranges::find_if(all, [&](const Planned& other) { return Means(schedule.after, other.job); });
    if (found != all.end()) {
      schedule.after = found->job.name;
      continue;
    }
    one.loaded.problems->Error(schedule.after_at, fmt::format("[schedule] runs after `{}`, which is not scheduled here", schedule.after),
                               "", fmt::format("name its file too: weir schedule {} {}", schedule.after, one.job.file));
    one.loaded.Show();
    good = false;
  }
  return good;
}

// Each behind the one that it runs after; false when they go round in a circle.
bool Sort(std::vector<Planned>& all) {
  std::vector<Planned> sorted;
  while (!all.empty()) {
    const auto is_waited_for = [&](const Planned& one) {
      return std::ranges::any_of(all, [&](const Planned& other) { return other.job.name == one.job.schedule.after; });
    };
    const auto next = std::ranges::find_if_not(all, is_waited_for);
    if (next == all.end()) {
      all.front().loaded.problems->Error(all.front().job.schedule.after_at, "these pipelines run after each other, in a circle", "");
      all.front().loaded.Show();
      return false;
    }
    sorted.push_back(std::move(*next));
    all.erase(next);
  }
  all = std::move(sorted);
  return true;
}

bool AreDistinct(const std::vector<Planned>& all) {
  std::set<std::string> names;
  for (const Planned& one : all) {
    if (names.insert(one.job.name).second) continue;
    fmt::print(stderr, "error: two of these pipelines are called {}; give one another `name` in [pipeline]\n", one.job.name);
    return false;
  }
  return true;
}

const weir_put* PutOf(const plugin::Catalog& catalog) {
  for (const plugin::Library& library : catalog.libraries()) {
    const weir_plugin& plugin = *library.plugin;
    if (!WEIR_HAS(&plugin, extension) || plugin.extension == nullptr) continue;
    const auto* put = static_cast<const weir_put*>(plugin.extension(WEIR_PUT_1));
    if (put != nullptr && WEIR_HAS(put, put) && put->put != nullptr) return put;
  }
  return nullptr;
}

int Print(const ScheduleArgs& args, const Planned& planned) {
  std::error_code error;
  const schedule::Deployment deployment{
      planned.job, fs::read_symlink("/proc/self/exe", error).string(), args.image.empty() ? "weir:" WEIR_VERSION : args.image,
      fs::absolute(planned.loaded.pipeline->state.path.value_or(epoch::StateRoot()), error).string(), fs::current_path(error).string()};
  const Result<schedule::Printed> printed = schedule::Print(args.print, deployment);
  if (!printed.ok()) return Refused(printed.status());
  for (const std::string& unsaid : printed->unsaid) fmt::print(stderr, "warning: {}\n", unsaid);
  fmt::print("{}", printed->text);
  return kDone;
}

}  // namespace

int Schedule(const ScheduleArgs& args) {
  if (!args.print.empty() && args.files.size() != 1) {
    fmt::print(stderr, "error: --print is about one pipeline\n");
    return kUsage;
  }
  schedule::BlockSignals();
  const auto each = ArgumentsOf(args);
  if (!each) return kUsage;
  observe::Log log;
  std::vector<Planned> all;
  for (const FileArgs& one : *each) {
    std::optional<Planned> planned = Read(one, log);
    if (!planned) return kConfig;
    all.push_back(std::move(*planned));
  }
  if (!args.print.empty()) return Print(args, all.front());
  if (!AreDistinct(all) || !Link(all) || !Sort(all)) return kConfig;

  const weir_put* put = nullptr;
  std::vector<schedule::Job> jobs;
  for (const Planned& one : all) {
    if (!one.job.schedule.logs.empty() && put == nullptr) put = PutOf(one.loaded.catalog);
    if (!one.job.schedule.logs.empty() && put == nullptr) {
      fmt::print(stderr, "error: {}: no plugin can put logs to {}; the plugin `files` does\n", one.job.file, one.job.schedule.logs);
      return kConfig;
    }
    jobs.push_back(one.job);
  }
  all.clear();  // the runs read their pipelines themselves
  const Result<int> ended = schedule::Run(
      jobs, put, [&](int32_t level, const std::string& pipeline, const std::string& message) { log.Write(level, pipeline, message); });
  return ended.ok() ? *ended : Refused(ended.status());
}

}  // namespace weir::cli

#include "cli/load.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "epoch/state.hpp"
#include "replay/letter_source.hpp"
#include "replay/nowhere.hpp"

namespace weir::cli {
namespace {

constexpr uintmax_t kLargestFile = 16u << 20;

bool Colour() { return ::isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr; }

void ShowAll(const config::Diagnostics& problems) {
  if (problems.count() > 0 || problems.has_warnings()) fmt::print(stderr, "{}", problems.Render(Colour()));
}

std::optional<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (const uintmax_t size = std::filesystem::file_size(path, error); !error && size > kLargestFile) {
    fmt::print(stderr, "error: {} has {} bytes: too many for a pipeline\n", path, size);
    return std::nullopt;
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || text.fail()) {
    fmt::print(stderr, "error: read {}: {}\n", path, std::strerror(errno));
    return std::nullopt;
  }
  return text.str();
}

// Plugins that were found and not used: an error when they were asked for, else worth a line.
bool PluginsAreFine(const plugin::Catalog& catalog, observe::Log& log) {
  bool fine = true;
  for (const plugin::Refused& refused : catalog.refused()) {
    if (refused.asked_for)
      fmt::print(stderr, "error: plugin {}: {}\n", refused.file, refused.reason);
    else
      log.Write(WEIR_WARN, "", fmt::format("plugin {} is not used: {}", refused.file, refused.reason));
    fine &= !refused.asked_for;
  }
  return fine;
}

int64_t Now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

std::vector<std::pair<std::string, std::string>> Pairs(const std::vector<std::string>& sets) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& set : sets) {
    const size_t equals = set.find('=');
    pairs.emplace_back(set.substr(0, equals), equals == std::string::npos ? "" : set.substr(equals + 1));
  }
  return pairs;
}

}  // namespace

std::optional<Loaded> Load(const FileArgs& args, observe::Log& log) {
  std::optional<std::string> text = ReadFile(args.file);
  if (!text) return std::nullopt;
  Loaded loaded;
  loaded.log = [&log](int32_t level, std::string_view node, std::string_view message) { log.Write(level, node, message); };
  loaded.catalog = plugin::Catalog::Load(args.plugin_paths);
  loaded.catalog.Add(replay::LetterPlugin());
  loaded.catalog.Add(replay::NowherePlugin());
  if (!PluginsAreFine(loaded.catalog, log)) return std::nullopt;
  loaded.problems = std::make_unique<config::Diagnostics>(args.file, std::move(*text));
  loaded.now_ns = Now();
  const config::Invocation invocation{.sets = Pairs(args.sets), .now_ns = loaded.now_ns};
  if (auto pipeline = config::Load(invocation, *loaded.problems)) {
    loaded.pipeline = std::make_unique<config::Pipeline>(std::move(*pipeline));
    loaded.plan = graph::Plan::Make(*loaded.pipeline, loaded.catalog, loaded.log, *loaded.problems);
  }
  if (loaded.plan == nullptr || !loaded.problems->empty()) {
    loaded.Show();
    return std::nullopt;
  }
  loaded.state_folder =
      epoch::StateFolder(loaded.pipeline->state.path.value_or(epoch::StateRoot()), loaded.pipeline->name, loaded.plan->identity());
  return loaded;
}

std::string Loaded::letters_place() const {
  const config::Node& sink = pipeline->dead_letter.sink;
  if (sink.type == replay::kNowhere) return {};
  const config::Entry* path = sink.options.Find("path");
  if (const auto* place = path == nullptr ? nullptr : path->value.As<std::string>()) return *place;
  return sink.type == "text" ? dead_letters_folder() : "a sink of type " + sink.type;
}

void Loaded::Show() const { ShowAll(*problems); }

bool Loaded::Bind() {
  const bool bound = plan->Bind(dead_letters_folder(), *problems);
  Show();
  return bound && problems->empty();
}

bool Loaded::Replace(config::Pipeline other) {
  plan.reset();
  *pipeline = std::move(other);
  plan = graph::Plan::Make(*pipeline, catalog, log, *problems);
  if (plan != nullptr) return Bind();
  Show();
  return false;
}

bool Loaded::Reload(const FileArgs& args, std::vector<config::Pin> pins) {
  auto again = config::Load({.sets = Pairs(args.sets), .now_ns = now_ns, .pins = std::move(pins)}, *problems);
  if (again && problems->empty()) return Replace(std::move(*again));
  Show();
  return false;
}

std::vector<epoch::SinkIdentity> Loaded::Sinks() const {
  std::vector<epoch::SinkIdentity> sinks;
  for (const auto& node : plan->nodes())
    if (node->kind() == WEIR_SINK && !node->dead_letters) sinks.push_back({node->name(), plan->identity(*node)});
  return sinks;
}

Result<std::shared_ptr<graph::Plan>> Loaded::Recall(const std::string& canonical, int64_t now_ns) const {
  struct Recalled {
    explicit Recalled(const std::string& text) : problems("the recorded pipeline", text) {}
    config::Diagnostics problems;
    config::Pipeline pipeline;
    std::unique_ptr<graph::Plan> plan;
  };
  auto recalled = std::make_shared<Recalled>(canonical);
  config::Invocation invocation;
  invocation.now_ns = now_ns;
  invocation.recorded = true;
  auto read = config::Load(invocation, recalled->problems);
  if (read) {
    recalled->pipeline = std::move(*read);
    recalled->plan = graph::Plan::Make(recalled->pipeline, catalog, log, recalled->problems);
  }
  if (recalled->plan == nullptr || !recalled->plan->Bind(dead_letters_folder(), recalled->problems))
    return Status::Config("\n" + recalled->problems.Render(false));
  return std::shared_ptr<graph::Plan>(recalled, recalled->plan.get());
}

}  // namespace weir::cli

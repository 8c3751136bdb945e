#include "config/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/graph.hpp"
#include "config/guess.hpp"
#include "config/nodes.hpp"
#include "config/parse.hpp"
#include "config/settings.hpp"

namespace weir::config {
namespace {

const std::vector<std::string> kTables{"weir",     "params", "source", "transform",   "sink",
                                       "pipeline", "epoch",  "state",  "dead_letter", "defaults", "schedule"};
// Part of the language, but of later versions of the runner.
constexpr std::array<std::string_view, 2> kLater{"aws", "test"};

// Returns whether the file is one that this runner can read on.
bool CheckVersion(const Table& root, Diagnostics& diagnostics) {
  const Entry* version = root.Find("weir");
  if (version == nullptr) {
    diagnostics.Error({}, "the file does not say which version of the language it is written in", "",
                      fmt::format("this runner reads version {0}: put `weir = {0}` at the top", kLanguage));
    return true;
  }
  const auto* number = version->value.As<int64_t>();
  if (number != nullptr && *number == kLanguage) return true;
  diagnostics.Error(version->value.at, "unknown version of the language", fmt::format("this runner reads version {}", kLanguage));
  return false;
}

void CheckTables(const Table& root, Diagnostics& diagnostics) {
  for (const Entry& entry : root.entries) {
    const bool is_tables = entry.value.As<Array>() != nullptr;
    const bool is_table = is_tables || entry.value.As<Table>() != nullptr;
    const std::string shown = is_tables ? "[[" + entry.key + "]]" : is_table ? "[" + entry.key + "]" : entry.key;
    if (std::ranges::find(kLater, entry.key) != kLater.end())
      diagnostics.Error(entry.at, fmt::format("`{}` is not supported by this version", shown));
    else if (std::ranges::find(kTables, entry.key) == kTables.end())
      diagnostics.Error(entry.at, fmt::format("unknown {} `{}`", is_table ? "table" : "key", shown), DidYouMean(entry.key, kTables));
  }
}

// The file's name without folder and ending, as it is safe in the name of a folder.
std::string StemOf(std::string_view path) {
  path.remove_prefix(path.find_last_of('/') + 1);
  if (const size_t dot = path.find_last_of('.'); dot != std::string_view::npos && dot > 0) path = path.substr(0, dot);
  std::string stem(path.substr(0, 100));
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  for (char& c : stem)
    if (!is_good(c)) c = '_';
  if (stem.empty() || stem.front() == '.' || stem.front() == '-') stem.insert(0, "_");
  return stem;
}

// After the parameters, so that it is recorded like what was written.
void PutPins(Table& root, const std::vector<Pin>& pins) {
  Entry* sources = root.Find("source");
  auto* nodes = sources == nullptr ? nullptr : sources->value.As<Table>();
  for (const Pin& pin : pins) {
    Entry* node = nodes == nullptr ? nullptr : nodes->Find(pin.source);
    auto* options = node == nullptr ? nullptr : node->value.As<Table>();
    if (options == nullptr) continue;
    Entry* option = options->Find(pin.option);
    const Location at = option == nullptr ? node->at : option->value.at;
    if (option == nullptr) option = &options->entries.emplace_back(pin.option, at);
    option->value = {.data = pin.text, .at = at};
  }
}

// What is recorded needs neither parameters nor the file's name to be read again, and no schedule.
std::string Record(Table root, const Pipeline& as) {
  std::erase_if(root.entries, [](const Entry& entry) { return entry.key == "params" || entry.key == "schedule"; });
  Entry* pipeline = root.Find("pipeline");
  if (pipeline == nullptr) {
    root.entries.push_back({"pipeline", {}, {Table()}});
    pipeline = &root.entries.back();
  }
  auto& table = *pipeline->value.As<Table>();
  if (table.Find("name") == nullptr) table.entries.push_back({"name", {}, {as.name}});
  // A zone from the environment has to be the same when the words of time are reckoned again.
  if (Entry* tz = table.Find("tz")) tz->value = {as.clock.zone.name()};
  return Canonical(root);
}

}  // namespace

std::string_view Word(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::Source: return "source";
    case Node::Kind::Transform: return "transform";
    case Node::Kind::Sink: return "sink";
  }
  return "";
}

std::string Node::where() const { return name == kDeadLetter ? fmt::format("[{}]", name) : fmt::format("[{}.{}]", Word(kind), name); }

Owner Node::owner() const {
  Owner owner{where(), type, name_at, {"type"}};
  if (name == kDeadLetter)
    owner.not_options.insert(owner.not_options.end(), {"max_rejected", "stop_after_rejected"});
  else if (kind != Kind::Source)
    owner.not_options.push_back("from");
  return owner;
}

const Node* Pipeline::Find(std::string_view name) const {
  const auto found = std::ranges::find(nodes, name, &Node::name);
  return found == nodes.end() ? nullptr : &*found;
}

std::optional<Pipeline> Load(const Invocation& invocation, Diagnostics& diagnostics) {
  std::optional<Table> root = Parse(diagnostics);
  if (!root || !CheckVersion(*root, diagnostics)) return std::nullopt;
  CheckTables(*root, diagnostics);

  Substitution substitution(invocation, diagnostics);
  substitution.Declare(root->Find("params"));
  for (Entry& entry : root->entries)
    if (entry.key != "params") substitution.Apply(entry.value);
  PutPins(*root, invocation.pins);

  Pipeline pipeline;
  pipeline.name = StemOf(diagnostics.path());
  pipeline.clock.now_ns = invocation.now_ns;
  ReadSettings(*root, pipeline, diagnostics);
  pipeline.schedule = ReadSchedule(*root, pipeline.clock, diagnostics);
  Nodes nodes = ReadNodes(*root, diagnostics);
  CheckGraph(nodes, diagnostics);
  pipeline.nodes = std::move(nodes.list);
  if (diagnostics.empty()) pipeline.canonical = Record(std::move(*root), pipeline);
  return pipeline;
}

}  // namespace weir::config

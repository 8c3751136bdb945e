// dlq: the dead letters of a pipeline, listed, shown, and put back into the nodes that refused them.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "cli/execute.hpp"
#include "observe/text.hpp"
#include "replay/letter.hpp"
#include "replay/letter_source.hpp"
#include "replay/replay.hpp"

namespace weir::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReplayed = ".replayed";  // what a file's name gets when its letters were put back

// Where the letters are, when a `text` sink keeps them.
std::optional<std::string> FolderOf(const Loaded& loaded) {
  const graph::Node& letters = loaded.plan->dead_letters();
  const config::Entry* path = letters.config.options.Find("path");
  const auto* folder = path == nullptr ? nullptr : path->value.As<std::string>();
  if (letters.config.type == "text" && folder != nullptr) return *folder;
  fmt::print(stderr, "error: the dead letters of this pipeline go to a sink of type `{}`; only those of `text` can be read back\n",
             letters.config.type);
  return std::nullopt;
}

std::vector<std::string> Files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == replay::kLetterEnding) files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

// Calls `each` with every letter and its line, until it returns false.
template <class Each>
bool EachLetter(const std::string& file, Each&& each) {
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    const std::optional<replay::Letter> letter = replay::Letter::Parse(line);
    if (letter && !each(*letter, line)) return false;
  }
  return true;
}

struct Count {
  uint64_t letters = 0;
  std::string example;
};

std::map<std::string, Count> CountByNode(const std::vector<std::string>& files) {
  std::map<std::string, Count> by_node;
  for (const std::string& file : files)
    EachLetter(file, [&](const replay::Letter& letter, const std::string&) {
      Count& count = by_node[letter.node.empty() ? "?" : letter.node];
      if (count.letters++ == 0) count.example = letter.reason;
      return true;
    });
  return by_node;
}

}  // namespace

int LettersList(const FileArgs& args) {
  observe::Log log;
  std::optional<Loaded> loaded = Load(args, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  const auto folder = FolderOf(*loaded);
  if (!folder) return kUsage;
  const std::vector<std::string> files = Files(*folder);
  fmt::print("{:<20}  {:>12}  {}\n", "node", "letters", "the first reason");
  for (const auto& [node, count] : CountByNode(files))
    fmt::print("{:<20}  {:>12}  {}\n", node, observe::Grouped(count.letters), count.example);
  fmt::print(stderr, "in {} files of {}\n", files.size(), *folder);
  return kDone;
}

int LettersShow(const LettersArgs& args) {
  observe::Log log;
  std::optional<Loaded> loaded = Load(args.file, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  const auto folder = FolderOf(*loaded);
  if (!folder) return kUsage;
  uint64_t left = args.limit.value_or(UINT64_MAX);
  for (const std::string& file : Files(*folder)) {
    const bool more = EachLetter(file, [&](const replay::Letter& letter, const std::string& line) {
      if (!args.node.empty() && letter.node != args.node) return true;
      if (left == 0) return false;
      --left;
      fmt::print("{}\n", line);
      return true;
    });
    if (!more) break;
  }
  return kDone;
}

int LettersReplay(const RunArgs& args) {
  epoch::StopSignals signals;
  observe::Log log;
  std::optional<Loaded> loaded = Load(args.file, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  const auto folder = FolderOf(*loaded);
  if (!folder) return kUsage;
  const std::vector<std::string> files = Files(*folder);
  std::set<std::string> nodes, sources;
  for (const auto& [name, count] : CountByNode(files)) {
    const graph::Node* node = loaded->plan->Find(name);
    if (node == nullptr) {
      fmt::print(stderr, "error: letters in {} are of a node `{}` that this pipeline does not have\n", *folder, name);
      return kConfig;
    }
    (node->kind() == WEIR_SOURCE ? sources : nodes).insert(name);
  }
  for (const std::string& source : sources)
    fmt::print(stderr, "warning: what the source `{}` refused can't be put back into it; weir dlq show prints it\n", source);
  if (nodes.empty()) {
    fmt::print(stderr, "there are no dead letters to replay in {}\n", *folder);
    return kDone;
  }
  // The state is that of the pipeline itself: its sinks, its epochs, and the letters among its splits.
  Result<Held> held = Hold(loaded->state_folder, loaded->Sinks());
  if (!held.ok()) return Refused(held.status());
  const Result<std::vector<epoch::Receipt>> rewound = held->state->Receipts(epoch::Receipt::ToRetract);
  if (!rewound.ok()) return Refused(rewound.status());
  if (!rewound->empty())
    return Refused(Status::Retry("the pipeline was rewound, and some of these letters may go away again; run it first, then replay"));
  Result<config::Pipeline> pipeline = replay::ReplayPipeline(*loaded->plan, nodes, *folder);
  if (!pipeline.ok()) return Refused(pipeline.status());
  if (!loaded->Replace(std::move(*pipeline))) return kConfig;
  const epoch::Outcome outcome = Execute(*loaded, *held, args, signals, log);
  const int exit = Ended(*loaded, *held, args, outcome);
  if (exit != kDone && exit != kLosses) return exit;
  // Their bookmarks say that they were read; the names say it to people.
  for (const std::string& file : files) {
    const bool damaged = std::ranges::any_of(outcome.damaged, [&](const graph::DamagedSplit& split) { return split.id == file; });
    const bool all_put_back =
        EachLetter(file, [&](const replay::Letter& letter, const std::string&) { return nodes.contains(letter.node); });
    if (damaged || !all_put_back) continue;
    std::error_code error;
    fs::rename(file, file + kReplayed, error);
    if (error) log.Write(WEIR_WARN, "", fmt::format("rename {}: {}", file, error.message()));
  }
  return exit;
}

}  // namespace weir::cli

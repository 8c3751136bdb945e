// dlq: the dead letters of a pipeline, listed, shown, and put back into the nodes that refused them.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "cli/execute.hpp"
#include "graph/rejects.hpp"
#include "observe/text.hpp"
#include "replay/letter.hpp"
#include "replay/letter_file.hpp"
#include "replay/replay.hpp"

namespace weir::cli {
namespace {

// Where the letters are, when a `text` sink keeps them.
std::optional<std::string> PathOf(const Loaded& loaded) {
  const graph::Node& letters = loaded.plan->dead_letters();
  const config::Entry* path = letters.config.options.Find("path");
  const auto* folder = path == nullptr ? nullptr : path->value.As<std::string>();
  if (folder != nullptr && folder->find("://") != std::string::npos) {
    fmt::print(stderr, "error: the dead letters of this pipeline go to {}; only those in a folder of this machine can be read back\n",
               *folder);
    return std::nullopt;
  }
  if (letters.config.type == "text" && letters.config.options.Find("name") != nullptr) {
    fmt::print(stderr,
               "error: the dead letters of this pipeline have names of their own (`name`), by which they can't be found; only those "
               "without can be read back\n");
    return std::nullopt;
  }
  if (letters.config.type == "text" && folder != nullptr) return *folder;
  fmt::print(stderr, "error: the dead letters of this pipeline go to a sink of type `{}`; only those of `text` can be read back\n",
             letters.config.type);
  return std::nullopt;
}

// Calls `each` with every letter and its line, until it returns false.  Returns how many lines are no letters.
template <class Each>
Result<uint64_t> EachLetter(const std::string& path, Each&& each) {
  replay::LetterFile file(path);
  uint64_t unreadable = 0;
  for (std::string line;;) {
    const Result<bool> more = file.Next(line);
    if (!more.ok()) return more.status();
    if (!*more) return unreadable;
    const std::optional<replay::Letter> letter = replay::Letter::Parse(line);
    if (!letter || letter->node.empty())
      ++unreadable;
    else if (!each(*letter, line))
      return unreadable;
  }
}

// What can't be read of a file is said, and holds up no other.
void Warn(const std::string& file, const Result<uint64_t>& unreadable) {
  if (!unreadable.ok())
    fmt::print(stderr, "warning: {}\n", unreadable.status().message());
  else if (*unreadable > 0)
    fmt::print(stderr, "warning: {} lines of {} are no letters\n", observe::Grouped(*unreadable), file);
}

struct Count {
  uint64_t letters = 0;
  std::string example;
};

std::map<std::string, Count> CountByNode(const std::vector<std::string>& files) {
  std::map<std::string, Count> by_node;
  for (const std::string& file : files)
    Warn(file, EachLetter(file, [&](const replay::Letter& letter, const std::string&) {
           Count& count = by_node[letter.node];
           if (count.letters++ == 0) count.example = letter.reason;
           return true;
         }));
  return by_node;
}

// A replay that was rewound is as if it had not been: its files get their names back.
Status TakeNamesBack(const epoch::State& state, const std::string& path) {
  const Result<std::vector<std::string>> replayed = replay::ReplayedFiles(path);
  if (!replayed.ok() || replayed->empty()) return replayed.status();
  std::set<std::string> back(replayed->begin(), replayed->end());
  if (Status status = state.EachSplit([&](const epoch::SplitRow& split) {
        if (split.finished) back.erase(split.id);
      });
      !status.ok())
    return status;
  for (const std::string& file : back) {
    std::error_code error;
    std::filesystem::rename(file + graph::kReplayed, file, error);
    if (error) return Status::Fatal(fmt::format("rename {}{}: {}", file, graph::kReplayed, error.message()));
  }
  return {};
}

}  // namespace

int LettersList(const FileArgs& args) {
  observe::Log log;
  std::optional<Loaded> loaded = Load(args, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  const auto path = PathOf(*loaded);
  if (!path) return kUsage;
  const Result<std::vector<std::string>> files = replay::LetterFiles(*path);
  if (!files.ok()) return Refused(files.status());
  fmt::print("{:<20}  {:>12}  {}\n", "node", "letters", "the first reason");
  for (const auto& [node, count] : CountByNode(*files))
    fmt::print("{:<20}  {:>12}  {}\n", node, observe::Grouped(count.letters), count.example);
  fmt::print(stderr, "in {} files of {}\n", files->size(), *path);
  return kDone;
}

int LettersShow(const LettersArgs& args) {
  observe::Log log;
  std::optional<Loaded> loaded = Load(args.file, log);
  if (!loaded || !loaded->Bind()) return kConfig;
  const auto path = PathOf(*loaded);
  if (!path) return kUsage;
  const Result<std::vector<std::string>> files = replay::LetterFiles(*path);
  if (!files.ok()) return Refused(files.status());
  uint64_t left = args.limit.value_or(UINT64_MAX);
  for (const std::string& file : *files) {
    Warn(file, EachLetter(file, [&](const replay::Letter& letter, const std::string& line) {
           if (left == 0) return false;
           if (!args.node.empty() && letter.node != args.node) return true;
           --left;
           fmt::print("{}\n", line);
           return true;
         }));
    if (left == 0) break;
  }
  return kDone;
}

int LettersReplay(const RunArgs& args) {
  epoch::StopSignals signals;
  // The state is that of the pipeline itself: its sinks, its epochs, and the letters among its splits.
  Opened opened = Open(args.file);
  if (!opened.held) return opened.exit;
  Loaded& loaded = *opened.loaded;
  Held& held = *opened.held;
  const auto path = PathOf(loaded);
  if (!path) return kUsage;
  if (held.state->owed())
    return Refused(Status::Retry(fmt::format("epoch {} is being repaired; weir state repair goes on with it", held.state->owed()->epoch)));
  const Result<std::vector<epoch::Receipt>> rewound = held.state->Receipts(epoch::ReceiptState::ToRetract);
  if (!rewound.ok()) return Refused(rewound.status());
  if (!rewound->empty())
    return Refused(Status::Retry("the pipeline was rewound, and some of these letters may go away again; run it first, then replay"));
  if (Status status = TakeNamesBack(*held.state, *path); !status.ok()) return Refused(status);
  const Result<std::vector<std::string>> files = replay::LetterFiles(*path);
  if (!files.ok()) return Refused(files.status());
  std::set<std::string> nodes, sources;
  for (const auto& [name, count] : CountByNode(*files)) {
    const graph::Node* node = loaded.plan->Find(name);
    if (node == nullptr) {
      fmt::print(stderr, "error: letters in {} are of a node `{}` that this pipeline does not have\n", *path, name);
      return kConfig;
    }
    const ArrowSchema* lost = node->kind() == WEIR_SOURCE ? nullptr : replay::LostIn(*node->in.get());
    if (lost != nullptr)
      fmt::print(
          stderr,
          "warning: what `{}` refused can't be put back into it, as letters do not give back column `{}`, a {}; weir dlq show prints it\n",
          name, lost->name, NameOfType(*lost));
    else
      (node->kind() == WEIR_SOURCE ? sources : nodes).insert(name);
  }
  for (const std::string& source : sources)
    fmt::print(stderr, "warning: what the source `{}` refused can't be put back into it; weir dlq show prints it\n", source);
  if (nodes.empty()) {
    fmt::print(stderr, "there are no dead letters to replay in {}\n", *path);
    return kDone;
  }
  Result<config::Pipeline> pipeline = replay::ReplayPipeline(*loaded.plan, nodes, *path);
  if (!pipeline.ok()) return Refused(pipeline.status());
  if (!loaded.Replace(std::move(*pipeline))) return kConfig;
  const epoch::Outcome outcome = Execute(loaded, held, args, signals, *opened.log);
  const int exit = Ended(loaded, held, args, outcome);
  if (exit != kDone && exit != kLosses) return exit;
  // Their bookmarks say that they were read; the names say it to people.
  for (const std::string& file : *files) {
    const bool damaged = std::ranges::any_of(outcome.damaged, [&](const graph::DamagedSplit& split) { return split.id == file; });
    uint64_t put_back = 0;
    bool is_whole = !damaged;
    const Result<uint64_t> unreadable = EachLetter(file, [&](const replay::Letter& letter, const std::string&) {
      ++put_back;
      return is_whole = is_whole && nodes.contains(letter.node);
    });
    if (!is_whole || put_back == 0 || !unreadable.ok() || *unreadable > 0) continue;
    std::error_code error;
    std::filesystem::rename(file, file + graph::kReplayed, error);
    if (error) opened.log->Write(WEIR_WARN, "", fmt::format("rename {}: {}", file, error.message()));
  }
  return exit;
}

}  // namespace weir::cli

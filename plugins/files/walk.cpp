#include "files/walk.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "store/listing.hpp"
#include "store/os_error.hpp"

namespace weir::files {
namespace {

using store::Entry;

// So many folders are listed ahead of the walk: a bucket takes its time for each answer, and gives many at once.
constexpr size_t kAhead = 16;

// One way in which a folder's path was matched: the part that its entries meet next.
struct Way {
  size_t part;
  Captured captured;
};
// All of them.  Of two ways to the same part the first one stays, so a file is found once however many `**` lead to it.
struct Ways {
  std::vector<Way> ways;
  void Add(size_t part, const Captured& captured) {
    if (std::ranges::none_of(ways, [part](const Way& way) { return way.part == part; })) ways.push_back({part, captured});
  }
};

// What an entry is to the pattern.
struct Match {
  Entry entry;
  Ways below;       // if it is a folder
  Ways below_link;  // if it is a link to one
  std::optional<Captured> as_file;
};

// A folder to look into.
struct Step {
  std::string folder;
  Ways ways;
  std::unique_ptr<store::Listing> listing{};  // null: not opened yet
  Status failure{};                           // of opening it
};

std::string Join(const std::string& folder, const std::string& name) { return folder == "/" ? '/' + name : folder + '/' + name; }

class Walker {
 public:
  Walker(const PathPattern& pattern, const DateWindow& window, OnError on_error, const store::Context& context, const FoundObject& found)
      : pattern_(pattern), window_(window), on_error_(on_error), context_(context), found_(found) {}

  Status Start() {
    const NamePattern& first = pattern_.parts().front().name;
    if (pattern_.parts().size() == 1 && !pattern_.parts().front().any_depth && first.literal())
      return VisitFile(Join(pattern_.root(), *first.literal()));
    Ways ways;
    ways.Add(0, {std::vector<std::string>(pattern_.columns().size()), kNoDate});
    return VisitFolder({pattern_.root(), std::move(ways)}, OnError::Fail);
  }

 private:
  const PathPattern::Part& PartOf(const Way& way) const { return pattern_.parts()[way.part]; }
  bool IsLast(const Way& way) const { return way.part + 1 == pattern_.parts().size(); }

  // The whole pattern is one path.
  Status VisitFile(const std::string& path) {
    const Result<Entry> file = store::Look(path, context_);
    if (!file.ok()) {
      Status status = Judge(file.status(), OnError::Fail);
      const bool is_gone = file.status().code() == WEIR_E_SPLIT;
      return is_gone ? Status::Fatal(status.message() + "; check the source's path") : status;
    }
    if (file->kind == Entry::Kind::Folder || file->kind == Entry::Kind::LinkToFolder)
      return Status::Fatal("read " + store::Shown(path) + ": it is a folder; put `/*` or `/**` behind it for its files");
    if (file->kind != Entry::Kind::File) return Status::Fatal("read " + store::Shown(path) + ": it is not a regular file");
    return found_({path, file->version, file->bytes, {}});
  }

  // Makes a step as short as it can be: `**` also stands for no folder at all, and a part that is spelled out need not be listed.
  Step Prepare(std::string folder, Ways ways) const {
    for (;;) {
      // The list grows while we go through it.
      for (size_t i = 0; i < ways.ways.size(); ++i)
        if (const Way way = ways.ways[i]; PartOf(way).any_depth) ways.Add(way.part + 1, way.captured);
      if (ways.ways.size() != 1) break;
      Way& only = ways.ways.front();
      if (PartOf(only).any_depth || !PartOf(only).name.literal() || IsLast(only)) break;
      folder = Join(folder, *PartOf(only).name.literal());
      ++only.part;
    }
    return {std::move(folder), std::move(ways)};
  }

  void Open(Step& step) const {
    std::vector<Entry> names;
    if (step.listing || !step.failure.ok() || Names(step.ways, names)) return;
    store::NameRange range;
    if (step.ways.ways.size() == 1 && !PartOf(step.ways.ways.front()).any_depth)
      range = PartOf(step.ways.ways.front()).name.RangeIn(window_, step.ways.ways.front().captured.date);
    Result<std::unique_ptr<store::Listing>> listing = store::List(step.folder, range, context_);
    if (listing.ok())
      step.listing = std::move(*listing);
    else
      step.failure = listing.status();
  }

  Status VisitFolder(Step step, OnError on_error) {
    if (context_.cancelled && context_.cancelled()) return Status::Cancelled();
    // Also one that was prepared as the folder of others: nothing changes then.
    Step ready = step.listing ? std::move(step) : Prepare(std::move(step.folder), std::move(step.ways));
    std::vector<Entry> names;
    if (Names(ready.ways, names)) return VisitEntries(ready.folder, names, ready.ways);
    Open(ready);
    for (;;) {
      Result<std::vector<Entry>> entries = ready.listing ? ready.listing->Next() : Result<std::vector<Entry>>(ready.failure);
      if (!entries.ok()) return Unreadable(ready.folder, true, ready.ways.ways.front().captured, entries.status(), on_error);
      if (entries->empty()) return {};
      if (Status status = VisitEntries(ready.folder, *entries, ready.ways); !status.ok()) return status;
    }
  }

  // The only names that can matter, when they are known without listing the folder.
  bool Names(const Ways& ways, std::vector<Entry>& entries) const {
    for (const Way& way : ways.ways) {
      if (PartOf(way).any_depth || !PartOf(way).name.literal()) return false;
      entries.push_back({*PartOf(way).name.literal()});
    }
    std::ranges::sort(entries, {}, &Entry::name);
    const auto repeated = std::ranges::unique(entries, {}, &Entry::name);
    entries.erase(repeated.begin(), repeated.end());
    return true;
  }

  // In their order, with the folders that come next listed ahead.
  Status VisitEntries(const std::string& folder, std::vector<Entry>& entries, const Ways& ways) {
    std::vector<std::pair<size_t, Step>> ahead;  // by entry
    size_t looked = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
      for (; looked < entries.size() && ahead.size() < kAhead; ++looked) {
        if (entries[looked].kind != Entry::Kind::Folder) continue;
        Match match = MatchOf(entries[looked], ways);
        if (!Lead(match.below)) continue;
        ahead.emplace_back(looked, Prepare(Join(folder, entries[looked].name), std::move(match.below)));
        Open(ahead.back().second);
      }
      if (!ahead.empty() && ahead.front().first == i) {
        Step step = std::move(ahead.front().second);
        ahead.erase(ahead.begin());
        if (Status status = VisitFolder(std::move(step), on_error_); !status.ok()) return status;
      } else if (entries[i].kind != Entry::Kind::Folder) {
        if (Status status = VisitEntry(folder, MatchOf(std::move(entries[i]), ways)); !status.ok()) return status;
      }
    }
    return {};
  }

  Match MatchOf(Entry entry, const Ways& ways) const {
    Match match;
    for (const Way& way : ways.ways) {
      if (PartOf(way).any_depth) {
        if (!entry.name.starts_with('.')) match.below.Add(way.part, way.captured);
        continue;
      }
      Captured captured = way.captured;
      if (!PartOf(way).name.Match(entry.name, captured)) continue;
      if (!IsLast(way)) {
        match.below.Add(way.part + 1, captured);
        match.below_link.Add(way.part + 1, captured);
      } else if (!match.as_file) {
        match.as_file = std::move(captured);
      }
    }
    // Only now, so that a window changes which files are found and never what is captured from them.
    if (match.as_file && !window_.Takes(match.as_file->date)) match.as_file.reset();
    match.entry = std::move(entry);
    return match;
  }

  // Of an entry that is not known to be a folder.
  Status VisitEntry(const std::string& folder, Match match) {
    const bool may_be_folder = match.entry.kind != Entry::Kind::File && Lead(match.below);
    if (!match.as_file && !may_be_folder) return {};
    const std::string path = Join(folder, match.entry.name);
    if (match.entry.version.empty()) {
      Result<Entry> looked = store::Look(path, context_);
      if (!looked.ok()) {
        const Captured& captured = match.as_file ? *match.as_file : match.below.ways.front().captured;
        return Unreadable(path, !match.as_file, captured, looked.status(), on_error_);
      }
      match.entry = std::move(*looked);
    }
    const Entry::Kind kind = match.entry.kind;
    if (kind == Entry::Kind::Folder || kind == Entry::Kind::LinkToFolder) {
      Ways& next = kind == Entry::Kind::LinkToFolder ? match.below_link : match.below;
      return Lead(next) ? VisitFolder({path, std::move(next)}, on_error_) : Status();
    }
    if (!match.as_file || kind != Entry::Kind::File) return {};
    return found_({path, std::move(match.entry.version), match.entry.bytes, std::move(*match.as_file)});
  }

  // Whether files of the window can be on these ways.
  bool Lead(const Ways& ways) const {
    return std::ranges::any_of(ways.ways, [this](const Way& way) { return window_.Takes(way.captured.date); });
  }

  Status Unreadable(const std::string& path, bool is_folder, const Captured& captured, const Status& why, OnError on_error) {
    const bool is_root = is_folder && path == pattern_.root();
    const bool is_gone = why.code() == WEIR_E_SPLIT;
    if (!is_root && is_gone) return {};  // it left while we looked, or a name that the pattern spells out is not here
    Status status = Judge(why, on_error);
    if (is_root && is_gone) return Status::Fatal(status.message() + "; check the source's path");
    if (status.code() != WEIR_E_SPLIT) return status;
    return found_({is_folder ? path + '/' : path, "", 0, captured});
  }

  const PathPattern& pattern_;
  const DateWindow& window_;
  const OnError on_error_;
  const store::Context& context_;
  const FoundObject& found_;
};

}  // namespace

Status Walk(const PathPattern& pattern, const DateWindow& window, OnError on_error, const store::Context& context,
            const FoundObject& found) {
  return Walker(pattern, window, on_error, context, found).Start();
}

}  // namespace weir::files

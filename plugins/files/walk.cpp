#include "files/walk.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <vector>

#include "store/os_error.hpp"

namespace weir::files {
namespace {

struct Entry {
  std::string name;
  unsigned char type = DT_UNKNOWN;
};

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

std::string Join(const std::string& folder, const std::string& name) { return folder == "/" ? '/' + name : folder + '/' + name; }

// Returns 0 or the errno.
int List(const std::string& folder, std::vector<Entry>& entries) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open) return errno;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(open.get());
    if (entry == nullptr && errno != 0) return errno;
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({std::string(name), entry->d_type});
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return 0;
}

std::string VersionOf(const struct stat& info) {
  const int64_t changed_ns = static_cast<int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
  return std::to_string(info.st_size) + '-' + std::to_string(changed_ns) + '-' + std::to_string(info.st_ino);
}

bool IsGone(int error) { return error == ENOENT || error == ENOTDIR; }

class Walker {
 public:
  Walker(const PathPattern& pattern, const DateWindow& window, OnError on_error, const std::function<bool()>& cancelled,
         const FoundObject& found)
      : pattern_(pattern), window_(window), on_error_(on_error), cancelled_(cancelled), found_(found) {}

  Status Start() {
    const NamePattern& first = pattern_.parts().front().name;
    if (!pattern_.parts().front().any_depth && first.literal()) return VisitFile(Join(pattern_.root(), *first.literal()));
    Ways ways;
    ways.Add(0, {std::vector<std::string>(pattern_.columns().size()), kNoDate});
    return VisitFolder(pattern_.root(), ways, OnError::Fail);
  }

 private:
  // The whole pattern is one path.
  Status VisitFile(const std::string& path) {
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) return ReadError("read", path, errno, OnError::Fail);
    if (S_ISDIR(info.st_mode))
      return Status::Fatal("read " + store::Shown(path) + ": it is a folder; put `/*` or `/**` behind it for its files");
    if (!S_ISREG(info.st_mode)) return Status::Fatal("read " + store::Shown(path) + ": it is not a regular file");
    return found_({path, VersionOf(info), static_cast<uint64_t>(info.st_size), {}});
  }

  Status VisitFolder(const std::string& folder, Ways& ways, OnError on_error) {
    if (cancelled_()) return Status::Cancelled();
    // `**` also stands for no folder at all.  The list grows while we go through it.
    for (size_t i = 0; i < ways.ways.size(); ++i)
      if (const Way way = ways.ways[i]; pattern_.parts()[way.part].any_depth) ways.Add(way.part + 1, way.captured);

    std::vector<Entry> entries;
    if (!Names(ways, entries)) {
      entries.clear();
      if (const int error = List(folder, entries)) return Unreadable("list", folder, true, ways.ways.front().captured, error, on_error);
    }
    for (const Entry& entry : entries)
      if (Status status = VisitEntry(folder, entry, ways); !status.ok()) return status;
    return {};
  }

  // The only names that can matter, when they are known without listing the folder.
  bool Names(const Ways& ways, std::vector<Entry>& entries) const {
    for (const Way& way : ways.ways) {
      const PathPattern::Part& part = pattern_.parts()[way.part];
      if (part.any_depth || !part.name.literal()) return false;
      entries.push_back({*part.name.literal()});
    }
    std::ranges::sort(entries, {}, &Entry::name);
    const auto repeated = std::ranges::unique(entries, {}, &Entry::name);
    entries.erase(repeated.begin(), repeated.end());
    return true;
  }

  Status VisitEntry(const std::string& folder, const Entry& entry, const Ways& ways) {
    Ways below;       // if it is a folder
    Ways below_link;  // if it is a link to one
    std::optional<Captured> as_file;
    for (const Way& way : ways.ways) {
      const PathPattern::Part& part = pattern_.parts()[way.part];
      if (part.any_depth) {
        if (!entry.name.starts_with('.')) below.Add(way.part, way.captured);
        continue;
      }
      Captured captured = way.captured;
      if (!part.name.Match(entry.name, captured)) continue;
      if (way.part + 1 < pattern_.parts().size()) {
        below.Add(way.part + 1, captured);
        below_link.Add(way.part + 1, captured);
      } else if (!as_file) {
        as_file = std::move(captured);
      }
    }
    // Only now, so that a window changes which files are found and never what is captured from them.
    if (as_file && !window_.Takes(as_file->date)) as_file.reset();
    const bool may_be_folder = entry.type != DT_REG && Lead(below);
    if (!as_file && !may_be_folder) return {};
    const std::string path = Join(folder, entry.name);
    if (entry.type == DT_DIR) return may_be_folder ? VisitFolder(path, below, on_error_) : Status();

    struct stat info, link;
    if (::stat(path.c_str(), &info) != 0) {
      const int error = errno;
      const Captured& captured = as_file ? *as_file : below.ways.front().captured;
      return Unreadable("read", path, !as_file, captured, error, on_error_);
    }
    if (S_ISDIR(info.st_mode)) {
      const bool is_link = entry.type == DT_LNK || (::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode));
      Ways& next = is_link ? below_link : below;
      return Lead(next) ? VisitFolder(path, next, on_error_) : Status();
    }
    if (!as_file || !S_ISREG(info.st_mode)) return {};
    return found_({path, VersionOf(info), static_cast<uint64_t>(info.st_size), std::move(*as_file)});
  }

  // Whether files of the window can be on these ways.
  bool Lead(const Ways& ways) const {
    return std::ranges::any_of(ways.ways, [this](const Way& way) { return window_.Takes(way.captured.date); });
  }

  Status Unreadable(std::string_view action, const std::string& path, bool is_folder, const Captured& captured, int error,
                    OnError on_error) {
    const bool is_root = is_folder && path == pattern_.root();
    if (!is_root && IsGone(error)) return {};  // it left while we looked, or a name that the pattern spells out is not here
    Status status = ReadError(action, path, error, on_error);
    if (status.code() == WEIR_E_RETRY) return Status::Fatal(status.message());  // a listing can't be taken up in its middle
    if (on_error == OnError::Fail) return status;
    return found_({is_folder ? path + '/' : path, "", 0, captured});
  }

  const PathPattern& pattern_;
  const DateWindow& window_;
  const OnError on_error_;
  const std::function<bool()>& cancelled_;
  const FoundObject& found_;
};

}  // namespace

Status Walk(const PathPattern& pattern, const DateWindow& window, OnError on_error, const std::function<bool()>& cancelled,
            const FoundObject& found) {
  return Walker(pattern, window, on_error, cancelled, found).Start();
}

}  // namespace weir::files

#include "store/local/listing.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "store/local/readable.hpp"

namespace weir::store::local {
namespace {

Entry::Kind KindOf(unsigned char type) {
  return type == DT_REG ? Entry::Kind::File : type == DT_DIR ? Entry::Kind::Folder : Entry::Kind::Unknown;
}

std::string VersionOf(const struct stat& info) {
  const int64_t changed_ns = static_cast<int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
  return std::to_string(info.st_size) + '-' + std::to_string(changed_ns) + '-' + std::to_string(info.st_ino);
}

class FolderListing : public Listing {
 public:
  explicit FolderListing(std::string folder) : folder_(std::move(folder)) {}

  Result<std::vector<Entry>> Next() override {
    std::vector<Entry> entries;
    if (std::exchange(is_read_, true)) return entries;
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder_.c_str()), ::closedir);
    if (!open) return ReadError("list", folder_, errno);
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(open.get());
      if (entry == nullptr && errno != 0) return ReadError("list", folder_, errno);
      if (entry == nullptr) break;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") entries.push_back({std::string(name), KindOf(entry->d_type)});
    }
    std::ranges::sort(entries, {}, &Entry::name);
    return entries;
  }

 private:
  const std::string folder_;
  bool is_read_ = false;
};

}  // namespace

Result<std::unique_ptr<Listing>> List(const std::string& folder) {
  return std::unique_ptr<Listing>(std::make_unique<FolderListing>(folder));
}

Result<Entry> Look(const std::string& path) {
  struct stat info, link;
  if (::stat(path.c_str(), &info) != 0) return ReadError("read", path, errno);
  Entry entry{path.substr(path.rfind('/') + 1), Entry::Kind::Other, VersionOf(info), static_cast<uint64_t>(info.st_size)};
  if (S_ISREG(info.st_mode)) entry.kind = Entry::Kind::File;
  if (S_ISDIR(info.st_mode)) {
    const bool is_link = ::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode);
    entry.kind = is_link ? Entry::Kind::LinkToFolder : Entry::Kind::Folder;
  }
  return entry;
}

}  // namespace weir::store::local

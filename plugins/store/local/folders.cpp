#include "store/local/folders.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <mutex>
#include <set>

#include "store/place.hpp"
#include "weir/crash_point.hpp"

namespace weir::store {
namespace {

// Folders whose entry in their parent this process has synced.  Removing one makes it unknown again.
class DurableFolders {
 public:
  bool has(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    return folders_.contains(folder);
  }
  void Add(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    if (folders_.size() >= kMost) folders_.clear();
    folders_.insert(folder);
  }
  void Remove(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    folders_.erase(folder);
  }

 private:
  static constexpr size_t kMost = 65536;  // a memory bound; forgetting costs syncs only
  std::mutex mutex_;
  std::set<std::string> folders_;
};

DurableFolders& Durable() {
  static DurableFolders folders;
  return folders;
}

// A folder that was there before us may be one that we cannot open or that cannot be synced: it is not ours to make durable.
bool IsForeignTrouble(int error) { return error == EACCES || error == EPERM || error == EROFS || error == EINVAL; }

}  // namespace

int Descriptor::Close() {
  const int fd = std::exchange(fd_, -1);
  // Linux has closed the descriptor even when it says EINTR.
  return fd < 0 || ::close(fd) == 0 || errno == EINTR ? 0 : errno;
}

int SyncFolder(const std::string& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open() || ::fsync(fd.get()) != 0) return errno;
  return 0;
}

int MakeFolder(const std::string& folder, std::string& at) {
  if (folder == "/" || folder.empty()) return 0;
  const std::string parent(ParentOf(folder));
  CrashPoint("make_folder.before");
  bool is_ours = ::mkdir(folder.c_str(), 0777) == 0;
  if (!is_ours && errno == ENOENT) {
    if (const int error = MakeFolder(parent, at)) return error;
    is_ours = ::mkdir(folder.c_str(), 0777) == 0;
  }
  if (is_ours) CrashPoint("make_folder.after");
  if (!is_ours) {
    const int error = errno;
    // mkdir may name another reason first (a read-only file system) for a folder that is there.
    struct stat info;
    const bool is_there = ::stat(folder.c_str(), &info) == 0;
    if (!is_there || !S_ISDIR(info.st_mode)) {
      at = folder;
      if (is_there) return ENOTDIR;
      return error == EEXIST ? ENOENT : error;  // it left between the two calls, or is a link to nothing
    }
    if (Durable().has(folder)) return 0;
  }
  // Also above one that this call made: another thread may have made its parent, and not have synced it yet.
  if (!Durable().has(parent))
    if (const int above = MakeFolder(parent, at)) return above;
  if (const int error = SyncFolder(parent); error != 0 && (is_ours || !IsForeignTrouble(error))) {
    at = parent;
    return error;
  }
  Durable().Add(folder);
  return 0;
}

int OpenStaging(const std::string& root, std::string_view state_id, Descriptor& folder) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  const Descriptor top(::open(root.c_str(), kFlags));
  if (!top.is_open()) return errno;
  const Descriptor staging(::openat(top.get(), std::string(kStaging).c_str(), kFlags | O_NOFOLLOW));
  if (!staging.is_open()) return errno;
  folder = Descriptor(::openat(staging.get(), std::string(state_id).c_str(), kFlags | O_NOFOLLOW));
  return folder.is_open() ? 0 : errno;
}

void RemoveEmptyStaging(const std::string& root, std::string_view state_id) {
  const std::string staging = root + '/' + std::string(kStaging);
  for (const std::string& folder : {staging + '/' + std::string(state_id), staging}) {
    CrashPoint("remove_folder.before");
    if (::rmdir(folder.c_str()) != 0 && errno != ENOENT) return;  // not empty: another lane or another run still stages there
    CrashPoint("remove_folder.after");
    Durable().Remove(folder);
  }
}

}  // namespace weir::store

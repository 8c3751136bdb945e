#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>  // renameat2

#include "store/local/file.hpp"
#include "store/os_error.hpp"
#include "store/place.hpp"
#include "weir/crash_point.hpp"

namespace weir::store::local {
namespace {

// A place in an open folder.
struct Place {
  int folder;
  const char* name;
};

bool IsThere(const Place& place, struct stat& info) { return ::fstatat(place.folder, place.name, &info, AT_SYMLINK_NOFOLLOW) == 0; }

// Moves without ever replacing.  A second link comes first and is made durable before the staged name goes: of a bare rename, what a
// power cut keeps could be neither name, when another commit syncs the staging folder in between.  A crash between the two leaves one
// file with two names, which the next Commit recognises.  Returns 0 or the errno.
int MoveTo(const Place& staged, const Place& target) {
  CrashPoint("rename.before");
  if (::linkat(staged.folder, staged.name, target.folder, target.name, 0) != 0) {
    const bool has_no_links = errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK || errno == ENOSYS;
    if (!has_no_links) return errno;
    return ::renameat2(staged.folder, staged.name, target.folder, target.name, RENAME_NOREPLACE) == 0 ? 0 : errno;
  }
  CrashPoint("link.after");
  if (::fsync(target.folder) != 0) return errno;
  CrashPoint("link_synced.after");
  if (::unlinkat(staged.folder, staged.name, 0) != 0) return errno;
  CrashPoint("rename.after");
  return 0;
}

Status BothGone(const Receipt& receipt) {
  return Status::Fatal("commit " + Shown(receipt.final_path) + ": neither it nor its staged file " + Shown(receipt.staged_path()) +
                       " is there any more");
}

// Moves the file unless an earlier call did.  Both folders may still have to be synced afterwards, in either case.
Status MoveOnce(const Receipt& receipt, const Place& staged, const Place& target) {
  int error = staged.folder < 0 ? ENOENT : MoveTo(staged, target);
  if (error == 0) return {};
  struct stat from, to;
  const bool is_staged = staged.folder >= 0 && IsThere(staged, from);
  const bool is_final = IsThere(target, to);
  if (!is_staged && is_final) return {};  // an earlier call, or one at the same time, has done it
  if (!is_staged && error == ENOENT) return BothGone(receipt);
  if (is_staged && is_final && from.st_dev == to.st_dev && from.st_ino == to.st_ino) {
    if (::unlinkat(staged.folder, staged.name, 0) == 0 || errno == ENOENT) return {};
    return SystemError("remove", receipt.staged_path(), errno);
  }
  if (error == EEXIST)
    return Status::Fatal("commit " + Shown(receipt.final_path) + ": another file has this name; move it away, the new one waits at " +
                         Shown(receipt.staged_path()));
  return SystemError("commit", receipt.final_path, error);
}

}  // namespace

Status Commit(const Receipt& receipt) {
  const std::string folder(ParentOf(receipt.final_path));
  const std::string name = receipt.final_path.substr(folder.size() + 1);

  Descriptor staging;
  const int missing = OpenStaging(receipt.root, receipt.state_id, staging);
  if (missing != 0 && missing != ENOENT) return SystemError("open", receipt.staging(), missing);
  // Before any folder is made: a disk that is not mounted must not get a tree of empty folders in its place.
  if (missing == ENOENT && ::access(receipt.final_path.c_str(), F_OK) != 0 && errno == ENOENT) return BothGone(receipt);
  std::string at;
  if (const int error = MakeFolder(folder, at)) return SystemError("create", at, error);
  const Descriptor target(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!target.is_open()) return SystemError("open", folder, errno);

  Status status = MoveOnce(receipt, {staging.get(), receipt.name.c_str()}, {target.get(), name.c_str()});
  if (!status.ok()) return status;
  // The target first: a crash between the two must not lose both names.
  if (::fsync(target.get()) != 0) return SystemError("sync", folder, errno);
  CrashPoint("sync_target.after");
  if (staging.is_open() && ::fsync(staging.get()) != 0) return SystemError("sync", receipt.staging(), errno);
  CrashPoint("sync_moved.after");
  RemoveEmptyStaging(receipt.root, receipt.state_id);
  return {};
}

Status Retract(const Receipt& receipt) {
  const std::string folder(ParentOf(receipt.final_path));
  const std::string staged = receipt.staged_path();
  CrashPoint("retract.before");
  if (::access(receipt.root.c_str(), F_OK) != 0)
    return Status::Fatal("remove " + Shown(receipt.final_path) + ": " + Shown(receipt.root) +
                         " is not there; mount it, or make it if all of it was removed");
  // A file at its place while it is still staged is another one, unless the two are links to one.  It stays, and so does the staged one,
  // which tells; a sweep takes that when the receipt is forgotten.
  struct stat from, to;
  const bool is_staged = ::lstat(staged.c_str(), &from) == 0;
  if (is_staged && ::lstat(receipt.final_path.c_str(), &to) == 0 && (from.st_dev != to.st_dev || from.st_ino != to.st_ino)) return {};
  // The final name first: as long as the staged one is there, the next call can tell whose that is.
  for (const std::string& path : {receipt.final_path, staged})
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) return SystemError("remove", path, errno);
  CrashPoint("retract.after");
  const Descriptor target(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!target.is_open()) return errno == ENOENT || errno == ENOTDIR ? Status() : SystemError("open", folder, errno);
  if (::fsync(target.get()) != 0) return SystemError("sync", folder, errno);
  return {};
}

}  // namespace weir::store::local

#include "epoch/state_lock.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>

namespace weir::epoch {
namespace {

Status FromErrno(const std::string& what, int error) {
  std::string message = fmt::format("{}: {}", what, std::strerror(error));
  if (error == EACCES || error == EPERM || error == EROFS)
    return Status::Denied(message + "; set WEIR_STATE to a folder that can be written").WithDetail(error);
  return Status::Fatal(message).WithDetail(error);
}

}  // namespace

Result<StateLock> StateLock::Take(const std::string& folder, const std::string& file, const std::string& holder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return FromErrno("create the state folder " + folder, error.value());
  // A power cut must not take the whole state away while the table stays: every folder on the way is made durable.
  for (auto above = std::filesystem::absolute(folder).parent_path();; above = above.parent_path()) {
    const int fd = ::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int failed = fd < 0 || ::fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) ::close(fd);
    if (failed == EIO || failed == ENOSPC) return FromErrno("sync " + above.string(), failed);
    if (above == above.root_path()) break;
  }
  const std::string path = folder + "/" + file;
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return FromErrno("open " + path, errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    char who[256] = {};
    const ssize_t n = ::pread(fd, who, sizeof who - 1, 0);
    ::close(fd);
    return Status::Retry(fmt::format("another {} holds this pipeline: {}(lock {})", holder, n > 0 ? who : "", path));
  }
  char host[128] = {};
  ::gethostname(host, sizeof host - 1);
  const std::string self = fmt::format("pid {} on {} since {:%Y-%m-%dT%H:%M:%SZ} ", ::getpid(), host, fmt::gmtime(std::time(nullptr)));
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, self.data(), self.size(), 0) < 0) {
    const int failed = errno;
    ::close(fd);
    return FromErrno("write " + path, failed);
  }
  return StateLock(fd);
}

StateLock::StateLock(StateLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
StateLock::~StateLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace weir::epoch

#include "store/local/readable.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "store/local/folders.hpp"
#include "store/os_error.hpp"

namespace weir::store::local {
namespace {

class File : public Readable {
 public:
  File(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<uint64_t> Size() override {
    struct stat info;
    if (::fstat(file_.get(), &info) != 0) return ReadError("read", path_, errno);
    return static_cast<uint64_t>(info.st_size);
  }

  Result<size_t> ReadAt(uint64_t offset, std::span<char> to) override {
    size_t have = 0;
    while (have < to.size()) {
      const Result<size_t> more = ReadOn(offset + have, to.subspan(have));
      if (!more.ok()) return more;
      if (*more == 0) break;
      have += *more;
    }
    return have;
  }

  Result<size_t> ReadOn(uint64_t offset, std::span<char> to) override {
    ssize_t n;
    do n = ::pread(file_.get(), to.data(), to.size(), static_cast<off_t>(offset));
    while (n < 0 && errno == EINTR);
    if (n < 0) return ReadError("read at byte " + std::to_string(offset) + " of", path_, errno);
    return static_cast<size_t>(n);
  }

 private:
  const Descriptor file_;
  const std::string path_;
};

}  // namespace

Result<std::unique_ptr<Readable>> Open(const std::string& path) {
  // Something else may have taken the name since it was listed; opening a pipe must not wait for its writer.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (const int error = file.is_open() ? 0 : errno; error == ENOENT || error == ENOTDIR)
    return Status::Split("open " + Shown(path) + ": it was deleted since it was listed").WithDetail(error);
  else if (error != 0)
    return ReadError("open", path, error);
  struct stat info;
  if (::fstat(file.get(), &info) != 0) return ReadError("open", path, errno);
  if (!S_ISREG(info.st_mode)) return Status::Split("open " + Shown(path) + ": it is not a regular file any more");
  (void)::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::unique_ptr<Readable>(std::make_unique<File>(std::move(file), path));
}

Status ReadError(std::string_view action, std::string_view path, int error) {
  std::string message = SystemMessage(action, path, error);
  if (error == EMFILE || error == ENFILE || error == ENOMEM)
    return Status::Retry(message + "; raise the limit or use fewer lanes").WithDetail(error);
  if (error == EACCES || error == EPERM) return Status::Denied(message + "; give this user read permission").WithDetail(error);
  return Status(error == ENOENT || error == ENOTDIR ? WEIR_E_SPLIT : WEIR_E_FATAL, std::move(message)).WithDetail(error);
}

}  // namespace weir::store::local

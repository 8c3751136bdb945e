#include "console/standard_output.hpp"

#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "store/os_error.hpp"

namespace weir::console {
namespace {

constexpr int kPatience = 200;  // milliseconds between two looks at `cancelled`

// As many whole lines as a pipe takes at once without making us wait, or a piece of one that is longer.
std::string_view NextPiece(std::string_view lines) {
  if (lines.size() <= PIPE_BUF) return lines;
  const size_t newline = lines.rfind('\n', PIPE_BUF - 1);
  return lines.substr(0, newline == std::string_view::npos ? PIPE_BUF : newline + 1);
}

}  // namespace

Status StandardOutput::Write(std::string_view lines, const std::function<bool()>& cancelled) {
  const std::lock_guard lock(mutex_);
  while (!lines.empty())
    if (Status status = WriteSome(lines, cancelled); !status.ok()) return status;
  return {};
}

Status StandardOutput::WriteSome(std::string_view& lines, const std::function<bool()>& cancelled) {
  struct stat info;
  const bool never_waits = ::fstat(fd_, &info) == 0 && S_ISREG(info.st_mode);
  while (!never_waits) {
    if (cancelled()) return Status::Cancelled();
    pollfd ready{fd_, POLLOUT, 0};
    if (::poll(&ready, 1, kPatience) > 0) break;  // room, or an error that write will name
  }
  const std::string_view piece = never_waits ? lines : NextPiece(lines);
  const ssize_t n = ::write(fd_, piece.data(), piece.size());
  if (n >= 0) {
    lines.remove_prefix(static_cast<size_t>(n));
    return {};
  }
  if (errno == EINTR || errno == EAGAIN) return {};
  if (errno == EPIPE) return Status::Cancelled("the reader of standard output has gone");
  return store::SystemError("write", "standard output", errno);
}

}  // namespace weir::console

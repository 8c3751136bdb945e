#include "store/s3/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "store/os_error.hpp"

namespace weir::store::s3 {
namespace {

// What each has without asking: as much as a file of a folder buffers.
constexpr size_t kOwn = 64 << 10;
constexpr uint64_t kStep = 1 << 20;

Budget& Memory() {
  static Budget budget(64 << 20);
  return budget;
}

std::string FolderForSpools() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/var/tmp";
}

}  // namespace

Status Spool::Append(std::string_view bytes) {
  const size_t after = buffer_.size() + bytes.size();
  if (after > kOwn + memory_.bytes()) {
    const uint64_t wanted = (after - kOwn + kStep - 1) / kStep * kStep;
    if (spooled_ == 0)
      if (Budget::Grant more = Memory().Try(wanted - memory_.bytes())) {
        // Both as one, so that all of it goes back at once.
        more.Join(std::move(memory_));
        memory_ = std::move(more);
      }
    if (after > kOwn + memory_.bytes())
      if (Status status = Spill(); !status.ok()) return status;
  }
  buffer_.append(bytes);
  return buffer_.size() > kOwn + memory_.bytes() ? Spill() : Status();
}

Status Spool::Spill() {
  const std::string folder = FolderForSpools();
  if (!file_.is_open()) file_ = Descriptor(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file_.is_open()) return SystemError("create a file in", folder, errno);
  for (std::string_view left = buffer_; !left.empty();) {
    const ssize_t n = ::pwrite(file_.get(), left.data(), left.size(), static_cast<off_t>(spooled_));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError("write what is to be uploaded to", folder, errno);
    spooled_ += static_cast<uint64_t>(n);
    left.remove_prefix(static_cast<size_t>(n));
  }
  std::string().swap(buffer_);
  memory_ = {};
  return {};
}

Result<std::string> Spool::Take() {
  std::string all;
  if (spooled_ > 0) {
    all.resize(spooled_);
    for (uint64_t at = 0; at < spooled_;) {
      const ssize_t n = ::pread(file_.get(), all.data() + at, spooled_ - at, static_cast<off_t>(at));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return SystemError("read what is to be uploaded from", FolderForSpools(), n < 0 ? errno : EIO);
      at += static_cast<uint64_t>(n);
    }
    spooled_ = 0;
    file_ = Descriptor();
    all.append(buffer_);
    std::string().swap(buffer_);
  } else {
    all.swap(buffer_);
  }
  memory_ = {};
  return all;
}

}  // namespace weir::store::s3

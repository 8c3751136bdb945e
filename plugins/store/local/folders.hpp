// Folders that outlive a power loss, and the way into the staging folder, which must not be a symbolic link to elsewhere.
#pragma once

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>
namespace weir::store {

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  // Closes and reports: on some file systems this is where a write fails at last.  Returns 0 or the errno.
  int Close();

 private:
  int fd_ = -1;
};

inline constexpr std::string_view kStagedEnding = ".staged";

// Makes an absolute folder and all that is missing above it, and syncs the entries of those that this process does not know
// to be durable: one that another lane or a killed run made may not be yet.  Returns 0 or the errno, and in `at` where.
int MakeFolder(const std::string& folder, std::string& at);

// Syncs a folder's entries.  Returns 0 or the errno.
int SyncFolder(const std::string& folder);

// Opens root/.weir/state_id, following no link below the root.  Returns 0 or the errno.
int OpenStaging(const std::string& root, std::string_view state_id, Descriptor& folder);

// Removes root/.weir/state_id and root/.weir where they are empty.
void RemoveEmptyStaging(const std::string& root, std::string_view state_id);

}  // namespace weir::store

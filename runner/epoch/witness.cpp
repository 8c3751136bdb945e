#include "epoch/witness.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "epoch/sum.hpp"

namespace weir::epoch {
namespace {

// Between the clock that is read and the one that the file system has.
constexpr int64_t kTolerance = 1'000'000'000;

class File {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  int get() const { return fd_; }
  // When it was last changed.  Nobody but the file system can set it, so a copy has that of its copying.
  int64_t changed_ns() const {
    struct stat info {};
    return ::fstat(fd_, &info) == 0 ? int64_t{info.st_ctim.tv_sec} * 1'000'000'000 + info.st_ctim.tv_nsec : 0;
  }

 private:
  const int fd_;
};

int64_t Now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

// Of fixed width, so that one write replaces all of it: "epoch 00000000000000000017 at 0001718000000123456789 0123456789abcdef\n".
std::string Line(uint64_t epoch, int64_t at_ns) {
  const uint64_t sum = Sum().Add(epoch).Add(static_cast<uint64_t>(at_ns)).value();
  return fmt::format("epoch {:020} at {:022} {:016x}\n", epoch, at_ns, sum);
}

template <class Number>
bool Parse(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Witness::Testimony Witness::Read() const {
  const File file(path_, O_RDONLY);
  std::array<char, 128> text{};
  const ssize_t got = file.get() < 0 ? -1 : ::pread(file.get(), text.data(), text.size(), 0);
  if (got < 0) return {};
  const std::string_view line(text.data(), static_cast<size_t>(got));
  uint64_t epoch = 0;
  int64_t at = 0;
  if (line.size() < 52 || !Parse(line.substr(6, 20), epoch) || !Parse(line.substr(30, 22), at) || line != Line(epoch, at)) return {};
  return {epoch, std::abs(file.changed_ns() - at) < kTolerance};
}

Status Witness::Write(uint64_t epoch) const {
  const File file(path_, O_WRONLY | O_CREAT);
  const std::string line = file.get() < 0 ? "" : Line(epoch, Now());
  if (file.get() < 0 || ::pwrite(file.get(), line.data(), line.size(), 0) != static_cast<ssize_t>(line.size()))
    return Status::Fatal(fmt::format("write {}: {}", path_, std::strerror(errno)));
  return {};
}

}  // namespace weir::epoch

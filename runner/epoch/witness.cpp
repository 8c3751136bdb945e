#include "epoch/witness.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

#include "epoch/sum.hpp"

namespace weir::epoch {
namespace {

class File {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  int get() const { return fd_; }
  // Changes when the file is copied to another place, or over this one from another.
  uint64_t place() const {
    struct stat info {};
    return ::fstat(fd_, &info) == 0 ? Sum().Add(info.st_dev).Add(info.st_ino).value() : 0;
  }

 private:
  const int fd_;
};

// Of fixed width, so that one write replaces all of it: "epoch 00000000000000000017 in 0123456789abcdef 0123456789abcdef\n".
std::string Line(uint64_t epoch, uint64_t place) {
  const uint64_t sum = Sum().Add(epoch).Add(place).value();
  return fmt::format("epoch {:020} in {:016x} {:016x}\n", epoch, place, sum);
}

template <class Number>
bool Parse(std::string_view text, Number& number, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Witness::Testimony Witness::Read() const {
  const File file(path_, O_RDONLY);
  std::array<char, 128> text{};
  const ssize_t got = file.get() < 0 ? -1 : ::pread(file.get(), text.data(), text.size(), 0);
  if (got < 0) return {};
  const std::string_view line(text.data(), static_cast<size_t>(got));
  uint64_t epoch = 0, place = 0;
  if (line.size() < 46 || !Parse(line.substr(6, 20), epoch, 10) || !Parse(line.substr(30, 16), place, 16) || line != Line(epoch, place))
    return {};
  return {epoch, place == file.place()};
}

Status Witness::Write(uint64_t epoch) const {
  const File file(path_, O_WRONLY | O_CREAT);
  const std::string line = file.get() < 0 ? "" : Line(epoch, file.place());
  if (file.get() < 0 || ::pwrite(file.get(), line.data(), line.size(), 0) != static_cast<ssize_t>(line.size()))
    return Status::Fatal(fmt::format("write {}: {}", path_, std::strerror(errno)));
  return {};
}

}  // namespace weir::epoch

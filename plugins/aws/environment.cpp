#include "aws/environment.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace weir::aws {
namespace {

std::string HomeOf(const Environment& environment) {
  if (const auto home = environment("HOME")) return *home;
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16384);
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return entry.pw_dir;
  return "/";
}

Status CantRead(const std::string& path) { return Status::Config(fmt::format("read {}: {}", path, std::strerror(errno))); }

}  // namespace

Environment ProcessEnvironment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
  };
}

bool IsTrue(const std::optional<std::string>& value) { return value && ::strcasecmp(value->c_str(), "true") == 0; }

std::string ExpandHome(const Environment& environment, const std::string& path) {
  return path == "~" || path.starts_with("~/") ? HomeOf(environment) + path.substr(1) : path;
}

Result<std::optional<std::string>> ReadSmallFile(const std::string& path, size_t most) {
  // A pipe that nobody writes to must not hold the process up.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::optional<std::string>();
  if (file < 0) return CantRead(path);
  std::string text;
  while (true) {
    const size_t had = text.size();
    text.resize(had + 16384);
    const ssize_t got = ::read(file, text.data() + had, text.size() - had);
    if (got < 0 && errno == EINTR) {
      text.resize(had);
      continue;
    }
    if (got < 0) {
      const Status failed = CantRead(path);
      ::close(file);
      return failed;
    }
    text.resize(had + static_cast<size_t>(got));
    if (got > 0 && text.size() <= most) continue;
    ::close(file);
    if (text.size() > most) return Status::Config(fmt::format("read {}: it is longer than {} bytes", path, most));
    return std::optional<std::string>(std::move(text));
  }
}

}  // namespace weir::aws

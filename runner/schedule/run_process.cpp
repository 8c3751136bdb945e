#include "schedule/run_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 leaves the linkage out
}

extern char** environ;

namespace weir::schedule {
namespace {

std::string ContentOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Which process that is, since when, and of which boot; empty when there is none.
std::string RecordOf(pid_t pid) {
  const std::string stat = ContentOf(fmt::format("/proc/{}/stat", pid));
  size_t at = stat.rfind(')');  // behind the name, which may hold anything
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return {};
  std::string boot = ContentOf("/proc/sys/kernel/random/boot_id");
  while (boot.ends_with('\n')) boot.pop_back();
  return fmt::format("{} {} {}", pid, stat.substr(at + 1, stat.find(' ', at + 1) - at - 1), boot);
}

class SpawnSettings {
 public:
  explicit SpawnSettings(const std::string& log) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    // A group of its own, so that a terminal's Ctrl-C reaches it through the scheduler only.
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;

  int Spawn(pid_t& pid, const std::vector<std::string>& words) const {
    std::vector<char*> arguments{const_cast<char*>("weir")};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    return ::posix_spawn(&pid, "/proc/self/exe", &actions_, &attributes_, arguments.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

Result<std::unique_ptr<RunProcess>> RunProcess::Start(const std::vector<std::string>& words, const std::string& log) {
  pid_t pid = 0;
  if (const int error = SpawnSettings(log).Spawn(pid, words))
    return Status::Fatal(fmt::format("start a run with the log {}: {}", log, std::strerror(error)));
  return std::unique_ptr<RunProcess>(new RunProcess(pid, -1, RecordOf(pid)));
}

std::unique_ptr<RunProcess> RunProcess::Find(const std::string& record) {
  pid_t pid = 0;
  std::from_chars(record.data(), record.data() + record.size(), pid);
  const int fd = pid > 0 ? ::pidfd_open(pid, 0) : -1;
  if (fd < 0) return nullptr;
  std::unique_ptr<RunProcess> process(new RunProcess(pid, fd, record));
  // Looked at while the descriptor holds it: were it another one, its record would be too.
  if (RecordOf(pid) != record || process->Poll()) return nullptr;
  return process;
}

RunProcess::~RunProcess() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<RunProcess::Ended> RunProcess::Poll() {
  if (fd_ >= 0) {
    pollfd ended{fd_, POLLIN, 0};
    if (::poll(&ended, 1, 0) > 0) return Ended{};
    return std::nullopt;
  }
  int status = 0;
  const pid_t got = ::waitpid(pid_, &status, WNOHANG);
  if (got == 0 || (got < 0 && errno == EINTR)) return std::nullopt;
  if (got < 0) return Ended{};
  return Ended{WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)};
}

void RunProcess::Signal(int number) {
  if (fd_ >= 0)
    (void)::pidfd_send_signal(fd_, number, nullptr, 0);
  else
    (void)::kill(pid_, number);
}

}  // namespace weir::schedule

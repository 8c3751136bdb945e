#include "aws/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

extern char** environ;

namespace weir::aws {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLook{100};  // how often to look whether it was cancelled

class Spawned {
 public:
  Spawned() = default;
  Spawned(const Spawned&) = delete;
  Spawned& operator=(const Spawned&) = delete;
  ~Spawned() {
    if (pid_ > 0) {
      ::kill(-pid_, SIGKILL);
      while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
    }
    if (out_ >= 0) ::close(out_);
  }

  // 0, or why it can't be started.
  int Start(const std::vector<std::string>& words) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
    out_ = ends[0];
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&how);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    // The runner blocks the signals that stop it and ignores SIGPIPE: a program does not expect that.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&how, &none);
    ::posix_spawnattr_setsigdefault(&how, &all);
    ::posix_spawnattr_setpgroup(&how, 0);  // so that what it starts ends with it
    ::posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, arguments.front(), &files, &how, arguments.data(), environ);
    ::posix_spawnattr_destroy(&how);
    ::posix_spawn_file_actions_destroy(&files);
    ::close(ends[1]);
    if (error == 0) pid_ = pid;
    return error;
  }

  int out() const { return out_; }

  // Its exit code, or 128 and the signal that ended it; nothing while it runs.
  std::optional<int> Ended() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) <= 0) return std::nullopt;
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = 0;
  int out_ = -1;
};

}  // namespace

Result<std::string> RunProgram(const std::vector<std::string>& words, std::chrono::milliseconds longest, size_t most,
                               const Cancelled& cancelled) {
  const std::string& name = words.front();
  Spawned program;
  if (const int error = program.Start(words); error != 0) return Status::Fatal(fmt::format("start {}: {}", name, std::strerror(error)));
  const Clock::time_point end = Clock::now() + longest;
  const auto look = [&]() -> Status {
    if (IsCancelled(cancelled)) return Status::Cancelled();
    if (Clock::now() < end) return {};
    return Status::Retry(fmt::format("{} did not end within {} ms and was killed", name, longest.count()));
  };

  std::string text;
  while (true) {
    if (Status status = look(); !status.ok()) return status;
    pollfd wanted{program.out(), POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(kLook.count())) <= 0) continue;
    char buffer[4096];
    const ssize_t got = ::read(program.out(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(buffer, static_cast<size_t>(got));
    if (text.size() > most) return Status::Fatal(fmt::format("{} printed more than {} bytes and was killed", name, most));
  }
  while (true) {
    if (const auto code = program.Ended()) {
      if (*code != 0) return Status::Fatal(fmt::format("{} ended with exit code {}", name, *code));
      return text;
    }
    if (Status status = look(); !status.ok()) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace weir::aws

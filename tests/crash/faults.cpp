// Preloaded into a run (LD_PRELOAD): makes a call on the disk fail, records all of them, or moves the wall clock.
//
//   WEIR_FAULT_BELOW=/a:/b                  only paths below these folders count; without it nothing fails and nothing is recorded
//   WEIR_FAULT=5:ENOSPC  5+:EIO             the fifth call fails; with + all calls from the fifth on
//   WEIR_FAULT_CALLS=write,sync,entry       which calls are counted: write (write, pwrite, pwritev, ftruncate), sync (fsync, fdatasync), entry
//                                           (mkdir, open that may create, rename, link, unlink, rmdir); default: all
//   WEIR_FAULT_HIT=FILE                     made when a call was failed, with its name and path, one a line
//   WEIR_FAULT_RECORD=FILE                  every call that succeeded, in order, as power.py reads them
//   WEIR_CLOCK=100:-3600                    from the hundredth reading of the wall clock on it is an hour back; several with commas
//
// A recorded call and its record are made under one lock, so that the order of the records is that of the effects; and a run that kills
// itself does so under it, so that there is no effect without its record.
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

namespace {

template <class Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
#define REAL(name) (*[] { static auto* const real = Real<decltype(::name)>(#name); return real; }())

enum Kind : unsigned { kWrite = 1, kSync = 2, kEntry = 4 };

struct Plan {
  std::vector<std::string> below;
  uint64_t nth = 0;
  bool and_later = false;
  int error = 0;
  unsigned kinds = kWrite | kSync | kEntry;
  std::string hit;
  int record = -1;
  std::vector<std::pair<uint64_t, int64_t>> jumps;
  std::atomic<uint64_t> calls{0}, readings{0};
  std::recursive_mutex mutex;

  static std::vector<std::string> Parts(const char* text, char separator) {
    std::vector<std::string> parts;
    for (std::string rest = text == nullptr ? "" : text; !rest.empty();) {
      const size_t end = std::min(rest.find(separator), rest.size());
      if (end > 0) parts.push_back(rest.substr(0, end));
      rest.erase(0, end + 1);
    }
    return parts;
  }

  Plan() {
    below = Parts(::getenv("WEIR_FAULT_BELOW"), ':');
    if (const char* fault = ::getenv("WEIR_FAULT")) {
      char* end = nullptr;
      nth = ::strtoull(fault, &end, 10);
      and_later = *end == '+';
      const std::string name = std::strchr(fault, ':') + 1;
      error = name == "ENOSPC" ? ENOSPC : name == "EROFS" ? EROFS : name == "EACCES" ? EACCES : EIO;
    }
    if (const char* calls = ::getenv("WEIR_FAULT_CALLS")) {
      kinds = 0;
      for (const std::string& call : Parts(calls, ',')) kinds |= call == "write" ? kWrite : call == "sync" ? kSync : kEntry;
    }
    if (const char* file = ::getenv("WEIR_FAULT_HIT")) hit = file;
    if (const char* file = ::getenv("WEIR_FAULT_RECORD")) record = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    for (const std::string& jump : Parts(::getenv("WEIR_CLOCK"), ',')) {
      char* end = nullptr;
      const uint64_t reading = ::strtoull(jump.c_str(), &end, 10);
      jumps.emplace_back(reading, ::strtoll(end + 1, nullptr, 10));
    }
  }

  bool covers(const std::string& path) const {
    for (const std::string& folder : below)
      if (path == folder || (path.starts_with(folder) && path[folder.size()] == '/')) return true;
    return false;
  }

  // Whether this call is one that has to fail; errno is set then.
  bool Fails(Kind kind, const char* call, const std::string& path) {
    if (nth == 0 || (kinds & kind) == 0 || !covers(path)) return false;
    const uint64_t n = ++calls;
    if (n != nth && !(and_later && n > nth)) return false;
    if (!hit.empty()) {
      const std::string line = std::string(call) + ' ' + path + '\n';
      const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, hit.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
      ::syscall(SYS_write, fd, line.data(), line.size());
      ::syscall(SYS_close, fd);
    }
    errno = error;
    return true;
  }
};

Plan& plan() {
  static Plan* const plan = new Plan;  // never destroyed: others may call until the very end
  return *plan;
}

std::string PathOf(int fd) {
  char link[64], path[PATH_MAX];
  ::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = ::readlink(link, path, sizeof path);
  return length < 0 ? std::string() : std::string(path, static_cast<size_t>(length));
}

std::string PathAt(int folder, const char* name) {
  if (name == nullptr) return {};
  if (name[0] == '/') return name;
  char here[PATH_MAX];
  const std::string above = folder != AT_FDCWD ? PathOf(folder) : ::getcwd(here, sizeof here) != nullptr ? std::string(here) : std::string();
  return above + '/' + name;
}

// One record: op, inode, offset, lengths of two texts, and these; numbers as they lie in memory.
void Record(char op, uint64_t inode, uint64_t offset, std::string_view first, std::string_view second = {}) {
  std::string bytes(1, op);
  for (const uint64_t number : {inode, offset, uint64_t{first.size()}, uint64_t{second.size()}}) bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  bytes.append(first).append(second);
  for (std::string_view rest = bytes; !rest.empty();) {
    const long n = ::syscall(SYS_write, plan().record, rest.data(), rest.size());
    if (n < 0) ::abort();
    rest.remove_prefix(static_cast<size_t>(n));
  }
}

uint64_t InodeOf(int fd) {
  struct stat info;
  return ::fstat(fd, &info) == 0 ? info.st_ino : 0;
}

bool IsThere(const std::string& path) {
  struct stat info;
  return ::lstat(path.c_str(), &info) == 0;
}

uint64_t InodeAt(const std::string& path) {
  struct stat info;
  return ::lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

// Fails the call, or makes it and notes what it did.
template <class Call, class Note>
auto Do(Kind kind, const char* name, const std::string& path, Call&& call, Note&& note) -> decltype(call()) {
  Plan& all = plan();
  if (all.Fails(kind, name, path)) return -1;
  if (all.record < 0 || !all.covers(path)) return call();
  const std::lock_guard lock(all.mutex);
  const auto result = call();
  const int error = errno;
  if (result >= 0) note(result);
  errno = error;
  return result;
}

int OpenAt(int folder, const char* name, int flags, mode_t mode) {
  const auto call = [&] { return static_cast<int>(::syscall(SYS_openat, folder, name, flags, mode)); };
  if ((flags & (O_CREAT | O_TRUNC)) == 0) return call();
  const std::string path = PathAt(folder, name);
  const bool was_there = IsThere(path);
  return Do(kEntry, "open", path, call, [&](int fd) {
    if (!was_there) Record('c', InodeOf(fd), 0, path);
    else if ((flags & O_TRUNC) != 0) Record('t', InodeOf(fd), 0, path);
  });
}

mode_t ModeOf(int flags, va_list arguments) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0; }

int64_t Jump() {
  Plan& all = plan();
  if (all.jumps.empty()) return 0;
  const uint64_t n = ++all.readings;
  int64_t by = 0;
  for (const auto& [reading, seconds] : all.jumps)
    if (n >= reading) by = seconds;
  return by;
}

}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT int open(const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ModeOf(flags, arguments);
  va_end(arguments);
  return OpenAt(AT_FDCWD, name, flags, mode);
}
EXPORT int open64(const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ModeOf(flags, arguments);
  va_end(arguments);
  return OpenAt(AT_FDCWD, name, flags, mode);
}
EXPORT int openat(int folder, const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ModeOf(flags, arguments);
  va_end(arguments);
  return OpenAt(folder, name, flags, mode);
}
EXPORT int openat64(int folder, const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ModeOf(flags, arguments);
  va_end(arguments);
  return OpenAt(folder, name, flags, mode);
}

EXPORT ssize_t write(int fd, const void* data, size_t bytes) {
  return Do(kWrite, "write", PathOf(fd), [&] { return REAL(write)(fd, data, bytes); }, [&](ssize_t n) {
    const auto end = static_cast<uint64_t>(::lseek(fd, 0, SEEK_CUR));
    Record('w', InodeOf(fd), end - static_cast<uint64_t>(n), {static_cast<const char*>(data), static_cast<size_t>(n)});
  });
}
EXPORT ssize_t pwrite(int fd, const void* data, size_t bytes, off_t offset) {
  return Do(kWrite, "pwrite", PathOf(fd), [&] { return REAL(pwrite)(fd, data, bytes, offset); },
            [&](ssize_t n) { Record('w', InodeOf(fd), static_cast<uint64_t>(offset), {static_cast<const char*>(data), static_cast<size_t>(n)}); });
}
EXPORT ssize_t pwrite64(int fd, const void* data, size_t bytes, off64_t offset) { return pwrite(fd, data, bytes, offset); }
EXPORT ssize_t pwritev(int fd, const iovec* parts, int count, off_t offset) {
  return Do(kWrite, "pwritev", PathOf(fd), [&] { return REAL(pwritev)(fd, parts, count, offset); }, [&](ssize_t n) {
    std::string data;
    for (int i = 0; i < count; ++i) data.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    Record('w', InodeOf(fd), static_cast<uint64_t>(offset), std::string_view(data).substr(0, static_cast<size_t>(n)));
  });
}
EXPORT int ftruncate(int fd, off_t length) {
  return Do(kWrite, "ftruncate", PathOf(fd), [&] { return REAL(ftruncate)(fd, length); }, [&](int) { Record('t', InodeOf(fd), static_cast<uint64_t>(length), {}); });
}
EXPORT int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

EXPORT int fsync(int fd) {
  return Do(kSync, "fsync", PathOf(fd), [&] { return REAL(fsync)(fd); }, [&](int) { Record('s', InodeOf(fd), 0, PathOf(fd)); });
}
EXPORT int fdatasync(int fd) {
  return Do(kSync, "fdatasync", PathOf(fd), [&] { return REAL(fdatasync)(fd); }, [&](int) { Record('s', InodeOf(fd), 0, PathOf(fd)); });
}

EXPORT int mkdirat(int folder, const char* name, mode_t mode) {
  const std::string path = PathAt(folder, name);
  return Do(kEntry, "mkdir", path, [&] { return REAL(mkdirat)(folder, name, mode); }, [&](int) { Record('d', InodeAt(path), 0, path); });
}
EXPORT int mkdir(const char* name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

EXPORT int renameat2(int from, const char* name, int to, const char* new_name, unsigned flags) {
  const std::string target = PathAt(to, new_name), source = PathAt(from, name);
  return Do(kEntry, "rename", target, [&] { return REAL(renameat2)(from, name, to, new_name, flags); }, [&](int) { Record('r', InodeAt(target), 0, source, target); });
}
EXPORT int renameat(int from, const char* name, int to, const char* new_name) { return renameat2(from, name, to, new_name, 0); }
EXPORT int rename(const char* name, const char* new_name) { return renameat2(AT_FDCWD, name, AT_FDCWD, new_name, 0); }

EXPORT int linkat(int from, const char* name, int to, const char* new_name, int flags) {
  const std::string target = PathAt(to, new_name);
  return Do(kEntry, "link", target, [&] { return REAL(linkat)(from, name, to, new_name, flags); }, [&](int) { Record('l', InodeAt(target), 0, target); });
}

EXPORT int unlinkat(int folder, const char* name, int flags) {
  const std::string path = PathAt(folder, name);
  return Do(kEntry, (flags & AT_REMOVEDIR) != 0 ? "rmdir" : "unlink", path, [&] { return REAL(unlinkat)(folder, name, flags); }, [&](int) { Record('u', 0, 0, path); });
}
EXPORT int unlink(const char* name) { return unlinkat(AT_FDCWD, name, 0); }
EXPORT int rmdir(const char* name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

EXPORT int kill(pid_t process, int signal) noexcept {
  if (signal == SIGKILL && process == ::getpid() && plan().record >= 0) plan().mutex.lock();  // and never unlocked
  return REAL(kill)(process, signal);
}

// ---- the wall clock ------------------------------------------------------------------------------

EXPORT int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const int result = REAL(clock_gettime)(clock, time);
  if (clock == CLOCK_REALTIME && result == 0) time->tv_sec += Jump();
  return result;
}
EXPORT int gettimeofday(timeval* __restrict time, void* __restrict zone) noexcept {
  const int result = REAL(gettimeofday)(time, zone);
  if (result == 0) time->tv_sec += Jump();
  return result;
}
EXPORT time_t time(time_t* into) noexcept {
  timespec now{};
  (void)REAL(clock_gettime)(CLOCK_REALTIME, &now);
  now.tv_sec += Jump();
  if (into != nullptr) *into = now.tv_sec;
  return now.tv_sec;
}

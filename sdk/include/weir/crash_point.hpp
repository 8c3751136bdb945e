// Named places where the process can be made to die, for the tests that kill it at each of them.  Without WEIR_CRASH_POINTS, which
// only the build of those tests defines, a crash point is nothing.
//
//   WEIR_CRASH=rename.before:3               dies by SIGKILL at the third pass of this point; without a number at the first
//   WEIR_CRASH=? WEIR_CRASH_LIST=passes.txt  appends the name of every point that is passed, one a line
//
// Passes are counted over the runner and all plugins together: the executable exports one counter, which plugins look up.
// Where there is none (a library that another program loads) each library counts for itself.
#pragma once

#ifndef WEIR_CRASH_POINTS

namespace weir {
constexpr void CrashPoint(const char*) {}
}  // namespace weir

#else

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// Passes of the one point that WEIR_CRASH names.
extern "C" {
__attribute__((visibility("default"), used)) inline std::atomic<uint64_t> weir_crash_passes{0};
}

namespace weir {
namespace internal {

struct CrashPlan {
  std::string name;  // empty: none
  uint64_t pass = 1;
  int list = -1;
  std::atomic<uint64_t>* passes = &weir_crash_passes;

  CrashPlan() {
    const char* plan = std::getenv("WEIR_CRASH");
    if (plan == nullptr) return;
    name = plan;
    if (const size_t colon = name.rfind(':'); colon != std::string::npos) {
      pass = std::strtoull(name.c_str() + colon + 1, nullptr, 10);
      name.resize(colon);
    }
    if (const char* file = std::getenv("WEIR_CRASH_LIST"); name == "?" && file != nullptr)
      list = ::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (void* shared = ::dlsym(RTLD_DEFAULT, "weir_crash_passes")) passes = static_cast<std::atomic<uint64_t>*>(shared);
  }
};

}  // namespace internal

// Named after the step, with ".before" or ".after" behind it. [any]
inline void CrashPoint(std::string_view name) {
  static const internal::CrashPlan plan;
  if (plan.list >= 0) {
    const std::string line = std::string(name) + '\n';
    (void)!::write(plan.list, line.data(), line.size());
  }
  if (plan.name != name || ++*plan.passes != plan.pass) return;
  (void)::kill(::getpid(), SIGKILL);
  for (;;) ::pause();  // the signal may reach another thread first; nothing may happen here meanwhile
}

}  // namespace weir

#endif

#include "epoch/stop.hpp"

#include <csignal>
#include <ctime>

namespace weir::epoch {
namespace {

sigset_t StopSet() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = StopSet();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void StopSignals::OnSignal(std::function<void(int)> action) {
  End();
  ending_ = false;
  action_ = std::move(action);
  thread_ = std::thread([this] {
    const sigset_t set = StopSet();
    const timespec poll{0, 100'000'000};
    for (int count = 0; !ending_;)
      if (sigtimedwait(&set, nullptr, &poll) > 0 && !ending_) action_(++count);
  });
}

void StopSignals::End() {
  ending_ = true;
  if (!thread_.joinable()) return;
  pthread_kill(thread_.native_handle(), SIGTERM);  // wakes it at once
  thread_.join();
}

}  // namespace weir::epoch

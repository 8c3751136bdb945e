// Threads of this library: all signals stay with the threads of others, and SIGPIPE, which OpenSSL may raise, with none.
#pragma once

#include <signal.h>

#include <thread>
#include <utility>

namespace weir::aws {

template <class Body>
std::thread QuietThread(Body body) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace weir::aws

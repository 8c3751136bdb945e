// In an executable of its own: the signals must be blocked before there is any other thread, and oneTBB's stay once they are there.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <latch>

#include "epoch/stop.hpp"

namespace weir::epoch {
namespace {

TEST(StopSignals, AreCountedAsTheyCome) {
  StopSignals signals;
  std::latch first(1), second(1);
  signals.OnSignal([&](int count) { (count == 1 ? first : second).count_down(); });
  ::kill(::getpid(), SIGTERM);
  first.wait();
  ::kill(::getpid(), SIGINT);
  second.wait();
}

TEST(StopSignals, MayEndWithoutAny) {
  StopSignals signals;
  signals.OnSignal([](int) {});
  signals.End();
}

}  // namespace
}  // namespace weir::epoch

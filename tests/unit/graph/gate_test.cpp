#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "graph/credits.hpp"
#include "graph/runtime.hpp"

namespace weir::graph {
namespace {

TEST(Gate, LetsPassWhileItIsOpen) {
  Gate gate;
  EXPECT_TRUE(gate.Enter());
  gate.Leave();
}

TEST(Gate, CloseWaitsForWhoeverIsInside) {
  Gate gate;
  ASSERT_TRUE(gate.Enter());
  std::atomic<bool> left{false};
  std::jthread inside([&] {
    left = true;
    gate.Leave();
  });
  gate.Close();
  EXPECT_TRUE(left);
}

// What moves inside stands still while the gate is closed.
TEST(Gate, NobodyIsInsideWhileItIsClosed) {
  Gate gate;
  std::atomic<int> inside{0};
  std::atomic<int64_t> passed{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      while (gate.Enter()) {
        ++inside;
        ++passed;
        --inside;
        gate.Leave();
      }
    });
  for (int round = 0; round < 200; ++round) {
    gate.Close();
    const int64_t before = passed;
    EXPECT_EQ(0, inside);
    std::this_thread::yield();
    EXPECT_EQ(before, passed);
    gate.Open();
    while (passed == before) std::this_thread::yield();
  }
  gate.Abort();
}

TEST(Gate, AbortLetsWhoeverWaitsGo) {
  Gate gate;
  gate.Close();
  std::atomic<bool> entered{true};
  std::jthread waiter([&] { entered = gate.Enter(); });
  gate.Abort();
  waiter.join();
  EXPECT_FALSE(entered);
}

TEST(Runtime, TheFirstFailureIsTheOneThatCounts) {
  Runtime runtime(std::chrono::seconds(1));
  runtime.Fail("first", Status::Denied("no"));
  runtime.Fail("second", Status::Fatal("worse"));
  EXPECT_EQ("first: no", runtime.failure()->message());
  EXPECT_EQ(WEIR_E_DENIED, runtime.failure()->code());
}

TEST(Runtime, GivingUpIsNoFailureAndWhatFailsAfterwardsIsNone) {
  Runtime runtime(std::chrono::seconds(1));
  runtime.Abandon();
  runtime.Fail("late", Status::Cancelled());
  EXPECT_TRUE(runtime.cancelled());
  EXPECT_FALSE(runtime.failure());
}

TEST(Runtime, AFailureWakesSleepersAndWaitersForCredits) {
  Runtime runtime(std::chrono::seconds(1));
  Credits credits(10, 1, 0);
  runtime.credits = &credits;
  const Credits::Hold all = credits.Take(0, 10);
  std::atomic<int> woken{0};
  std::vector<std::jthread> waiters;
  waiters.emplace_back([&] { woken += runtime.Sleep(std::chrono::hours(1)) ? 0 : 1; });
  waiters.emplace_back([&] { woken += credits.Take(0, 1) ? 0 : 1; });
  runtime.Fail("node", Status::Fatal("gone"));
  waiters.clear();
  EXPECT_EQ(2, woken);
}

TEST(Backoff, GivesUpWhenItsTimeIsOver) {
  Runtime runtime(std::chrono::milliseconds(50));
  Backoff backoff(runtime);
  EXPECT_FALSE(backoff.Wait(0));  // the first pause is longer than that
}

TEST(Backoff, WaitsAtLeastAsLongAsItIsAskedTo) {
  Runtime runtime(std::chrono::seconds(5));
  Backoff backoff(runtime);
  const auto from = std::chrono::steady_clock::now();
  EXPECT_TRUE(backoff.Wait(150));
  EXPECT_GE(std::chrono::steady_clock::now() - from, std::chrono::milliseconds(150));
}

}  // namespace
}  // namespace weir::graph

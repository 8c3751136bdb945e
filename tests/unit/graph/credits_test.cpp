#include "graph/credits.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace weir::graph {
namespace {

// Whether a Take of so many bytes waits.  Nothing can be seen of a thread that waits but that it does not come back.
bool Waits(Credits& credits, uint32_t lane, uint64_t bytes) {
  std::atomic<bool> came_back{false};
  std::jthread taker([&] {
    const Credits::Hold hold = credits.Take(lane, bytes);
    came_back = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const bool waits = !came_back;
  credits.Stop();
  return waits;
}

TEST(Credits, AreTakenUntilTheHoldIsGone) {
  Credits credits(100, 1, 0);
  {
    const Credits::Hold hold = credits.Take(0, 60);
    EXPECT_EQ(60u, credits.used());
    EXPECT_EQ(60u, hold.bytes());
  }
  EXPECT_EQ(0u, credits.used());
}

TEST(Credits, AHoldThatIsMovedGivesThemBackOnce) {
  Credits credits(100, 1, 0);
  {
    Credits::Hold first = credits.Take(0, 60);
    Credits::Hold second = std::move(first);
    first = credits.Take(0, 10);
    EXPECT_EQ(70u, credits.used());
    second = std::move(first);
  }
  EXPECT_EQ(0u, credits.used());
}

TEST(Credits, AreWaitedForWhenThePoolIsUsedUp) {
  Credits credits(100, 1, 0);
  const Credits::Hold most = credits.Take(0, 90);
  EXPECT_TRUE(Waits(credits, 0, 11));
}

TEST(Credits, ThatAreGivenBackLetAWaiterGoOn) {
  Credits credits(100, 1, 0);
  std::optional<Credits::Hold> most = credits.Take(0, 90);
  std::atomic<uint64_t> got{0};
  std::jthread waiter([&] { got = credits.Take(0, 50).bytes(); });
  most.reset();
  waiter.join();
  EXPECT_EQ(50u, got);
}

TEST(Credits, MoreThanThePoolHasFitIntoAnEmptyPool) {
  Credits credits(100, 1, 0);
  EXPECT_EQ(1000u, credits.Take(0, 1000).bytes());
}

TEST(Credits, MoreThanThePoolHasWaitForAnEmptyPool) {
  Credits credits(100, 1, 0);
  const Credits::Hold one = credits.Take(0, 1);
  EXPECT_TRUE(Waits(credits, 0, 1000));
}

TEST(Credits, ALaneHasItsShareWhenAnotherHasAllTheRest) {
  Credits credits(100, 2, 20);
  const Credits::Hold rest = credits.Take(0, 100);
  EXPECT_EQ(20u, credits.Take(1, 20).bytes());
}

TEST(Credits, ALaneThatHasItsShareWaits) {
  Credits credits(100, 2, 20);
  const Credits::Hold rest = credits.Take(0, 100), share = credits.Take(1, 15);
  EXPECT_TRUE(Waits(credits, 1, 6));
}

TEST(Credits, AChargeNeverWaits) {
  Credits credits(100, 1, 0);
  const Credits::Hold all = credits.Take(0, 100), more = credits.Charge(0, 500);
  EXPECT_EQ(600u, credits.used());
}

void Queue(Credits& credits, uint32_t lane, int batches) {
  for (int i = 0; i < batches; ++i) credits.Queue(lane);
}

TEST(Credits, AreWaitedForWhileEveryLaneHasEnoughToDo) {
  Credits credits(100, 2, 0);
  Queue(credits, 0, 1);
  Queue(credits, 1, 2);
  EXPECT_TRUE(credits.Take(0, 1)) << "another may be read while one is worked on";
  Queue(credits, 0, 1);
  EXPECT_TRUE(Waits(credits, 0, 1));
}

TEST(Credits, ALaneMayHaveMoreToDoWhileAnotherHasLittle) {
  Credits credits(100, 2, 0);
  Queue(credits, 0, 3);
  EXPECT_TRUE(credits.Take(0, 1));
  EXPECT_TRUE(credits.Take(1, 1));
  Queue(credits, 0, 1);
  EXPECT_TRUE(credits.Take(1, 1));
  EXPECT_TRUE(Waits(credits, 0, 1));
}

TEST(Credits, ALaneThatIsAloneHasItsOwnOnly) {
  Credits credits(100, 1, 0);
  Queue(credits, 0, 2);
  EXPECT_TRUE(Waits(credits, 0, 1));
}

TEST(Credits, ALaneDoesNotWaitForAnotherThatHasMuchToDo) {
  Credits credits(100, 2, 0);
  Queue(credits, 0, 4);
  Queue(credits, 1, 1);
  EXPECT_TRUE(credits.Take(1, 1));
}

TEST(Credits, AStationThatIsDoneLetsAReaderGoOn) {
  Credits credits(100, 1, 0);
  Queue(credits, 0, 2);
  std::atomic<uint64_t> got{0};
  std::jthread waiter([&] { got = credits.Take(0, 50).bytes(); });
  credits.Done(0);
  waiter.join();
  EXPECT_EQ(50u, got);
}

TEST(Credits, StopLetsWaitersGoWithNothing) {
  Credits credits(100, 1, 0);
  const Credits::Hold all = credits.Take(0, 100);
  std::vector<std::jthread> waiters;
  std::atomic<int> empty{0};
  for (int i = 0; i < 4; ++i) waiters.emplace_back([&] { empty += credits.Take(0, 50) ? 0 : 1; });
  credits.Stop();
  waiters.clear();
  EXPECT_EQ(4, empty);
  EXPECT_FALSE(credits.Take(0, 1));
}

TEST(Credits, ThatManyThreadsTakeAreNeverMoreThanThePoolAndTheShares) {
  constexpr uint64_t kPool = 1000, kShare = 50;
  constexpr uint32_t kLanes = 8;
  Credits credits(kPool, kLanes, kShare);
  std::atomic<uint64_t> taken{0}, peak{0};
  std::vector<std::jthread> threads;
  for (uint32_t lane = 0; lane < kLanes; ++lane)
    threads.emplace_back([&, lane] {
      std::mt19937 random(lane);
      for (int i = 0; i < 3000; ++i) {
        const Credits::Hold hold = credits.Take(lane, random() % 400 + 1);
        const uint64_t now = taken += hold.bytes();
        for (uint64_t seen = peak; now > seen && !peak.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        taken -= hold.bytes();
      }
    });
  threads.clear();
  EXPECT_EQ(0u, credits.used());
  EXPECT_LE(peak, kPool + kLanes * kShare);
}

}  // namespace
}  // namespace weir::graph

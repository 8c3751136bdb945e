#include "graph/flow.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "weir/builders.hpp"

namespace weir::graph {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr int64_t kMany = 100'000;
#elif defined(__SANITIZE_ADDRESS__)
constexpr int64_t kMany = 300'000;
#else
constexpr int64_t kMany = 1'000'000;  // an inversion is as rare as 1 in 10^5 when there are any
#endif

// A message that is told by its number.
Message Numbered(int64_t number) {
  auto batch = std::make_shared<Batch>();
  batch->watermark_ns = number;
  return {std::move(batch), nullptr};
}
int64_t NumberOf(const Message& message) { return message.batch->watermark_ns; }

// Cost that differs from message to message.
void Work(int64_t number) {
  for (volatile uint64_t spins = static_cast<uint64_t>(number) * 2654435761u >> 7 & 127; spins > 0;) spins = spins - 1;
}

// Puts them from a thread of its own, a few thousand ahead at most.
void Feed(Flow& flow, Flow::Station first, const std::atomic<int64_t>& arrived, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    while (i - arrived > 4000) std::this_thread::yield();
    flow.Put(first, Numbered(i));
  }
}

// Three stations in a row; counts what arrives out of order.
struct Chain {
  explicit Chain(Flow& flow) {
    last = flow.Add([this](const Message& message) {
      Work(NumberOf(message));
      disorder += NumberOf(message) == arrived ? 0 : 1;
      ++arrived;
    });
    middle = flow.Add([this, &flow](const Message& message) {
      Work(NumberOf(message) + 1);
      flow.Put(last, message);
    });
    first = flow.Add([this, &flow](const Message& message) {
      Work(NumberOf(message) + 2);
      flow.Put(middle, message);
    });
  }
  Flow::Station first, middle, last;
  std::atomic<int64_t> arrived{0};
  int64_t disorder = 0;
};

TEST(Flow, AMessageGoesOnBeforeTheNextOneIsBegun) {
  Flow flow(1);
  std::vector<int64_t> seen;  // by the only worker
  std::atomic<bool> all_there{false};
  const Flow::Station last = flow.Add([&](const Message& message) { seen.push_back(NumberOf(message)); }, 1);
  const Flow::Station first = flow.Add(
      [&](const Message& message) {
        all_there.wait(false);
        seen.push_back(NumberOf(message));
        flow.Put(last, message);
      },
      0);
  for (int64_t i = 0; i < 3; ++i) flow.Put(first, Numbered(i));
  all_there = true;
  all_there.notify_all();
  flow.Wait();
  EXPECT_EQ((std::vector<int64_t>{0, 0, 1, 1, 2, 2}), seen);
}

TEST(Flow, AMillionMessagesThroughThreeStationsStayInOrder) {
  Flow flow(4);
  Chain chain(flow);
  Feed(flow, chain.first, chain.arrived, kMany);
  flow.Wait();
  EXPECT_EQ(kMany, chain.arrived);
  EXPECT_EQ(0, chain.disorder);
}

TEST(Flow, EachOfFourLanesStaysInOrder) {
  Flow flow(4);
  std::deque<Chain> lanes;
  std::vector<std::jthread> readers;
  for (int lane = 0; lane < 4; ++lane) lanes.emplace_back(flow);
  for (Chain& lane : lanes) readers.emplace_back([&flow, &lane] { Feed(flow, lane.first, lane.arrived, kMany / 4); });
  readers.clear();
  flow.Wait();
  for (const Chain& lane : lanes) {
    EXPECT_EQ(kMany / 4, lane.arrived);
    EXPECT_EQ(0, lane.disorder);
  }
}

TEST(Flow, BothSidesOfAFanOutGetEverythingInOrder) {
  Flow flow(3);
  Chain slow(flow), fast(flow);
  const Flow::Station fork = flow.Add([&](const Message& message) {
    flow.Put(slow.first, message);
    flow.Put(fast.last, message);
  });
  Feed(flow, fork, slow.arrived, kMany / 4);
  flow.Wait();
  EXPECT_EQ(kMany / 4, slow.arrived);
  EXPECT_EQ(kMany / 4, fast.arrived);
  EXPECT_EQ(0, slow.disorder + fast.disorder);
}

TEST(Flow, AStationWorksOnOneMessageAtATime) {
  Flow flow(4);
  std::atomic<int> inside{0};
  int most = 0;
  const Flow::Station station = flow.Add([&](const Message& message) {
    most = std::max(most, ++inside);
    Work(NumberOf(message));
    --inside;
  });
  for (int64_t i = 0; i < 20'000; ++i) flow.Put(station, Numbered(i));
  flow.Wait();
  EXPECT_EQ(1, most);
}

TEST(Flow, WaitReturnsOnlyWhenEveryMessageHasReachedItsEnd) {
  Flow flow(2);
  Chain chain(flow);
  for (int64_t sent = 0; sent < 20'000; sent += 100) {
    for (int64_t i = 0; i < 100; ++i) flow.Put(chain.first, Numbered(sent + i));
    flow.Wait();
    ASSERT_EQ(sent + 100, chain.arrived);
  }
}

TEST(Flow, WaitWaitsForWhatIsHeld) {
  Flow flow(2);
  std::mutex mutex;
  std::condition_variable filled;
  std::deque<Message> outside;
  const Flow::Station station = flow.Add([&](const Message& message) {
    flow.Hold();
    const std::lock_guard lock(mutex);
    outside.push_back(message);
    filled.notify_one();
  });
  int64_t done = 0;
  std::jthread worker([&] {
    for (int64_t i = 0; i < 10'000; ++i) {
      std::unique_lock lock(mutex);
      filled.wait(lock, [&] { return !outside.empty(); });
      outside.pop_front();
      ++done;
      lock.unlock();
      flow.Release();
    }
  });
  for (int64_t i = 0; i < 10'000; ++i) flow.Put(station, Numbered(i));
  flow.Wait();
  const std::lock_guard lock(mutex);
  EXPECT_EQ(10'000, done);
  EXPECT_TRUE(outside.empty());
}

TEST(Flow, ParallelInsideABodyRunsEveryPartAndKeepsTheOrder) {
  Flow flow(4);
  Chain after(flow);
  std::atomic<int64_t> parts{0};
  const Flow::Station station = flow.Add([&](const Message& message) {
    flow.Parallel(
        16, [](void* context, size_t) { *static_cast<std::atomic<int64_t>*>(context) += 1; }, &parts);
    flow.Put(after.first, message);
  });
  Feed(flow, station, after.arrived, 5000);
  flow.Wait();
  EXPECT_EQ(5000 * 16, parts);
  EXPECT_EQ(0, after.disorder);
}

TEST(Flow, ParallelOfAThreadOutsideRunsEveryPart) {
  Flow flow(2);
  std::atomic<int64_t> parts{0};
  flow.Parallel(
      1000, [](void* context, size_t) { *static_cast<std::atomic<int64_t>*>(context) += 1; }, &parts);
  EXPECT_EQ(1000, parts);
}

TEST(Flow, LetsAMessageGoWhenItsLastStationIsDone) {
  Flow flow(2);
  const Flow::Station station = flow.Add([](const Message&) {});
  auto batch = std::make_shared<Batch>();
  const std::weak_ptr<Batch> gone = batch;
  flow.Put(station, {std::move(batch), nullptr});
  flow.Wait();
  EXPECT_TRUE(gone.expired());
}

TEST(Flow, AThousandStationsAreMadeAndGone) {
  for (int round = 0; round < 3; ++round) {
    Flow flow(2);
    std::atomic<int64_t> arrived{0};
    std::vector<Flow::Station> stations;
    for (int i = 0; i < 1000; ++i) stations.push_back(flow.Add([&](const Message&) { ++arrived; }));
    for (const Flow::Station station : stations) flow.Put(station, Numbered(0));
    flow.Wait();
    EXPECT_EQ(1000, arrived);
  }
}

}  // namespace
}  // namespace weir::graph

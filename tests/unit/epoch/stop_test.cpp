#include <gtest/gtest.h>

#include <chrono>
#include <latch>
#include <thread>

#include "graph/pipe.hpp"
#include "store/temp_folder.hpp"

namespace weir::graph {
namespace {

const std::string kNumbers =
    "[pipeline]\nlanes = 2\n[source.in]\ntype = \"numbers\"\nsplits = 10\nrows = 2000\nbatch = 50\n"
    "[transform.rows]\ntype = \"step\"\nfrom = \"in\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n";

// Stops the run when a source is about to give its batch of this number.  From then on it gives them slowly, so that there are some left.
void StopAtBatch(World& world, epoch::Run& run, int64_t number, int times) {
  world.before_emit = [&world, &run, number, times, done = std::make_shared<std::atomic<bool>>(false)](int64_t batches) {
    if (batches < number) return;
    if (!done->exchange(true)) run.Stop(times);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
}

TEST(Stop, CommitsWhatWasReadAndSaysThatThereIsMore) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(), kNumbers, [&](epoch::Run& run) { StopAtBatch(world, run, 40, 1); });
  EXPECT_TRUE(outcome.stopped);
  EXPECT_EQ(75, outcome.exit_code());
  EXPECT_TRUE(outcome.failure.ok()) << outcome.failure.message();
  EXPECT_EQ(outcome.ledger.read(), world.rows("out").size());
}

TEST(Stop, TheNextRunGoesOnAndEveryRowIsThereOnce) {
  World world;
  const TempFolder state;
  for (int64_t runs = 0, exit = 75; exit == 75 && runs < 100; ++runs) {
    world.batches_given = 0;
    world.before_emit = {};
    const epoch::Outcome outcome = RunPipe(state.path(), kNumbers, [&](epoch::Run& run) { StopAtBatch(world, run, 37, 1); });
    exit = outcome.exit_code();
    ASSERT_TRUE(outcome.failure.ok()) << outcome.failure.message();
  }
  world.before_emit = {};
  EXPECT_EQ(0, RunPipe(state.path(), kNumbers).exit_code());
  EXPECT_EQ(AllRows(10, 2000), world.rows("out"));
  EXPECT_EQ(0, world.disorder);
}

TEST(Stop, InTheMiddleOfBytesGoesOnInTheMiddle) {
  World world;
  const TempFolder state;
  const std::string text =
      "[pipeline]\nlanes = 1\n[source.in]\ntype = \"chunks\"\nsplits = 1\nlines = 600000\nchunk = 50000\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n";
  const epoch::Outcome first = RunPipe(state.path(), text, [&](epoch::Run& run) { StopAtBatch(world, run, 50, 1); });
  world.before_emit = {};
  const epoch::Outcome second = RunPipe(state.path(), text);
  EXPECT_EQ(0, second.exit_code()) << second.failure.message();
  EXPECT_GT(first.ledger.read(), 0u);
  EXPECT_LT(first.ledger.read(), 600'000u);
  EXPECT_EQ(600'000u, first.ledger.read() + second.ledger.read());
}

TEST(Stop, InTheMiddleOfBytesKeepsTheHeaderLines) {
  World world;
  const TempFolder state;
  const std::string text =
      "[pipeline]\nlanes = 1\n[source.in]\ntype = \"chunks\"\nsplits = 1\nlines = 600000\nchunk = 50000\n"
      "[transform.rows]\ntype = \"headed\"\nfrom = \"in\"\nhead = \"1\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n";
  const epoch::Outcome first = RunPipe(state.path(), text, [&](epoch::Run& run) { StopAtBatch(world, run, 50, 1); });
  EXPECT_EQ(75, first.exit_code());
  world.before_emit = {};
  world.heads.clear();
  const epoch::Outcome second = RunPipe(state.path(), text);
  EXPECT_EQ(599'999u, first.ledger.written() + second.ledger.written());
  EXPECT_EQ((std::set<std::string>{"0000000\n"}), world.heads);
}

TEST(Stop, DoesNotFinishTransformsAsMoreWillCome) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), kNumbers, [&](epoch::Run& run) { StopAtBatch(world, run, 40, 1); });
  EXPECT_EQ(0, world.finished);
}

TEST(Stop, WhatAnAggregationHoldsIsThereInTheNextRun) {
  World world;
  const TempFolder state;
  const std::string text =
      "[pipeline]\nlanes = 2\n[source.in]\ntype = \"numbers\"\nsplits = 1\nrows = 20000\nbatch = 50\n[transform.rows]\ntype = \"sum\"\nfrom = \"in\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n";
  const epoch::Outcome first = RunPipe(state.path(), text, [&](epoch::Run& run) { StopAtBatch(world, run, 40, 1); });
  ASSERT_EQ(75, first.exit_code()) << first.failure.message();
  world.before_emit = {};
  const epoch::Outcome second = RunPipe(state.path(), text);
  EXPECT_EQ(0, second.exit_code()) << second.failure.message();
  int64_t sum = 0;
  for (const int64_t part : world.rows("out")) sum += part;
  EXPECT_EQ(int64_t{20000} * 19999 / 2, sum);
}

TEST(Stop, TwiceAbandonsTheEpoch) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(), kNumbers, [&](epoch::Run& run) { StopAtBatch(world, run, 40, 2); });
  EXPECT_EQ(75, outcome.exit_code());
  EXPECT_EQ("abandoned", outcome.status());
  EXPECT_TRUE(world.committed.empty());
}

TEST(Stop, ThatIsAbandonedLeavesEverythingToTheNextRun) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), kNumbers, [&](epoch::Run& run) { StopAtBatch(world, run, 40, 2); });
  world.before_emit = {};
  EXPECT_EQ(0, RunPipe(state.path(), kNumbers).exit_code());
  EXPECT_EQ(AllRows(10, 2000), world.rows("out"));
}

TEST(Stop, ThatTakesLongerThanItsGraceIsAbandoned) {
  World world;
  const TempFolder state;
  graph::Runtime* runtime = nullptr;
  world.before_write = [&](uint32_t) {
    while (!runtime->cancelled()) std::this_thread::yield();
  };
  const epoch::Outcome outcome = RunPipe(
      state.path(), "[epoch]\ngrace = \"50ms\"\n[source.in]\ntype = \"numbers\"\n[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\n",
      [&](epoch::Run& run) {
        runtime = &run.runtime();
        run.Stop(1);
        StopAtBatch(world, run, 1, 1);
      });
  EXPECT_EQ(75, outcome.exit_code());
  EXPECT_TRUE(world.committed.empty());
}

TEST(Stop, WhileReadersWaitForCreditsStillCommits) {
  World world;
  const TempFolder state;
  std::latch full(1);
  std::jthread watcher;
  world.before_write = [&](uint32_t) { full.wait(); };
  const epoch::Outcome outcome =
      RunPipe(state.path(),
              "[pipeline]\nlanes = 2\nmemory = \"32MiB\"\n[source.in]\ntype = \"numbers\"\nsplits = 4\nrows = 200000\nbatch = 20000\n"
              "[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\nreads = [\"word\"]\n",
              [&](epoch::Run& run) {
                watcher = std::jthread([&] {
                  const Credits& credits = *run.runtime().credits;
                  while (!credits.wanted()) std::this_thread::yield();
                  run.Stop(1);
                  full.count_down();
                });
              });
  watcher.join();
  EXPECT_EQ(75, outcome.exit_code()) << outcome.failure.message();
  EXPECT_TRUE(outcome.failure.ok()) << outcome.failure.message();
  EXPECT_EQ(outcome.ledger.read(), outcome.ledger.written());
}

}  // namespace
}  // namespace weir::graph

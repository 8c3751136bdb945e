#include "epoch/run.hpp"

#include <gtest/gtest.h>

#include <latch>

#include "graph/pipe.hpp"
#include "store/temp_folder.hpp"

namespace weir::graph {
namespace {

const std::string kStraight =
    "[source.in]\ntype = \"numbers\"\nsplits = 20\nrows = 1000\n"
    "[transform.rows]\ntype = \"step\"\nfrom = \"in\"\n"
    "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n";

TEST(Run, CommitsEveryRowOnce) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(), kStraight);
  ASSERT_TRUE(outcome.failure.ok()) << outcome.failure.message();
  EXPECT_EQ(0, outcome.exit_code());
  EXPECT_EQ(AllRows(20, 1000), world.rows("out"));
}

TEST(Run, CountsWhatItReadAndWrote) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(), kStraight);
  EXPECT_TRUE(outcome.balanced);
  EXPECT_EQ(20000u, outcome.ledger.read());
  EXPECT_EQ(20000u, outcome.ledger.written());
  EXPECT_EQ(20u, outcome.splits);
}

// The text is what fills the memory: 20 splits of 1000 rows with views, numbers and an index, and the words of more than 12 bytes.
TEST(Run, CountsTheTextThatASourceOfRowsBrings) {
  World world;
  const TempFolder state;
  EXPECT_EQ(20u * (1000 * (8 + 16 + 4 + 8) + 90 * 13 + 900 * 14), RunPipe(state.path(), kStraight).bytes);
}

TEST(Run, KeepsTheOrderOfASplit) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), "[pipeline]\nlanes = 4\n" + kStraight);
  EXPECT_EQ(0, world.disorder);
}

TEST(Run, KeepsTheOrderOfASplitIntoASinkThatBlocks) {
  World world;
  const TempFolder state;
  RunPipe(state.path(),
          "[pipeline]\nlanes = 4\n[source.in]\ntype = \"numbers\"\nsplits = 20\n[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\n");
  EXPECT_EQ(0, world.disorder);
  EXPECT_EQ(AllRows(20, 1000), world.rows("out"));
}

TEST(Run, CommitsManyEpochs) {
  World world;
  const TempFolder state;
  world.before_emit = [&](int64_t batches) {
    while (batches >= 50 && world.rows("out").empty()) std::this_thread::yield();  // until the first epoch is committed
  };
  const epoch::Outcome outcome = RunPipe(state.path(), "[epoch]\nbytes = 1\n" + kStraight);
  ASSERT_TRUE(outcome.failure.ok()) << outcome.failure.message();
  EXPECT_GT(outcome.epochs, 1u);
  EXPECT_EQ(AllRows(20, 1000), world.rows("out"));
}

TEST(Run, ASecondRunReadsNothing) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), kStraight);
  const epoch::Outcome again = RunPipe(state.path(), kStraight);
  EXPECT_EQ(0, again.exit_code());
  EXPECT_EQ(0u, again.ledger.read());
  EXPECT_EQ(20u, again.already_read);
  EXPECT_EQ(0u, again.epochs);
  EXPECT_EQ(AllRows(20, 1000), world.rows("out"));
}

// A split without a version can't tell that it has grown, so every run looks.
TEST(Run, ASplitThatEndsForThisRunIsReadOnWhenItHasGrown) {
  World world;
  const TempFolder state;
  const std::string more_to_come = "version = \"\"\npolls = \"end\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n";
  RunPipe(state.path(), "[source.in]\ntype = \"numbers\"\nrows = 300\n" + more_to_come);
  EXPECT_EQ(AllRows(1, 300), world.rows("out"));
  const epoch::Outcome more = RunPipe(state.path(), "[source.in]\ntype = \"numbers\"\nrows = 500\n" + more_to_come);
  EXPECT_EQ(200u, more.ledger.read());
  EXPECT_EQ(AllRows(1, 500), world.rows("out"));
}

TEST(Run, ASplitThatChangedIsReadOnFromWhereItWasLeft) {
  World world;
  const TempFolder state;
  const std::string sink = "[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n";
  RunPipe(state.path(), "[source.in]\ntype = \"numbers\"\nrows = 300\nversion = \"1\"\n" + sink);
  const epoch::Outcome more = RunPipe(state.path(), "[source.in]\ntype = \"numbers\"\nrows = 500\nversion = \"2\"\n" + sink);
  EXPECT_EQ(0, more.exit_code()) << more.failure.message();
  EXPECT_EQ(200u, more.ledger.read());
  EXPECT_EQ(AllRows(1, 500), world.rows("out"));
}

TEST(Run, ASplitNamedTwiceIsReadOnce) {
  World world;
  const TempFolder state;
  RunPipe(state.path(),
          "[source.in]\ntype = \"numbers\"\nsplits = 10\ndiscovers = \"named_twice\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(AllRows(10, 1000), world.rows("out"));
}

TEST(Run, ADiscoveryThatIsTriedAgainReadsNoSplitTwice) {
  World world;
  world.failures_left = 2;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[source.in]\ntype = \"numbers\"\nsplits = 10\ndiscovers = \"fails_then_works\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(10, 1000), world.rows("out"));
}

TEST(Run, TellsTheSourceWhatIsCommitted) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), "[source.in]\ntype = \"numbers\"\nsplits = 2\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  std::ranges::sort(world.told);
  EXPECT_EQ((std::vector<std::string>{"s0 done", "s1 done"}), world.told);
}

TEST(Run, ClosesEveryReaderItOpened) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), kStraight);
  EXPECT_EQ(20, world.splits_opened);
  EXPECT_EQ(20, world.splits_closed);
}

TEST(Run, FinishesTransformsOnEveryLaneAtTheEnd) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), "[pipeline]\nlanes = 3\n" + kStraight);
  EXPECT_EQ(3, world.finished);
}

TEST(Run, FanOutGivesEachSinkEveryRow) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[source.in]\ntype = \"numbers\"\nsplits = 7\n"
                                         "[sink.one]\ntype = \"keep\"\nfrom = \"in\"\n"
                                         "[sink.two]\ntype = \"keep_blocking\"\nfrom = \"in\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(7, 1000), world.rows("one"));
  EXPECT_EQ(AllRows(7, 1000), world.rows("two"));
  EXPECT_EQ(7000u, outcome.ledger.read());
  EXPECT_EQ(14000u, outcome.ledger.written());
}

TEST(Run, FanInCountsTheRowsOfAllInputs) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[source.a]\ntype = \"numbers\"\nsplits = 3\n"
                                         "[source.b]\ntype = \"numbers\"\nsplits = 4\n"
                                         "[sink.out]\ntype = \"keep\"\nfrom = [\"a\", \"b\"]\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(7000u, outcome.ledger.read());
  EXPECT_EQ(7000u, CountsOf(outcome, "out").in);
  EXPECT_EQ(7000u, world.rows("out").size());
}

TEST(Run, ADiamondBringsEachRowTwice) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome =
      RunPipe(state.path(),
              "[source.in]\ntype = \"numbers\"\n"
              "[transform.left]\ntype = \"step\"\nfrom = \"in\"\n[transform.right]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"filter\"\n"
              "[sink.out]\ntype = \"keep\"\nfrom = [\"left\", \"right\"]\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(1000u + 666u, world.rows("out").size());
  EXPECT_EQ(334u, outcome.ledger.filtered());
}

TEST(Run, FilteredRowsAreCountedAndGone) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome =
      RunPipe(state.path(),
              "[source.in]\ntype = \"numbers\"\nrows = 300\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"filter\"\n"
              "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(0, outcome.exit_code());
  EXPECT_EQ(100u, outcome.ledger.filtered());
  EXPECT_EQ(200u, world.rows("out").size());
}

TEST(Run, ExpandedRowsBalance) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[source.in]\ntype = \"numbers\"\nrows = 300\n[transform.rows]\ntype = \"expand\"\nfrom = \"in\"\n"
                                         "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(300u, CountsOf(outcome, "rows").expanded);
  EXPECT_EQ(600u, CountsOf(outcome, "out").written);
}

TEST(Run, AggregatedRowsAreFolded) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[epoch]\nbytes = 1\n[pipeline]\nlanes = 1\n[source.in]\ntype = \"numbers\"\nrows = 300\n"
                                         "[transform.rows]\ntype = \"sum\"\nfrom = \"in\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(300u, CountsOf(outcome, "rows").folded);
  EXPECT_EQ((std::multiset<int64_t>{300 * 299 / 2}), world.rows("out"));
}

TEST(Run, ABatchOfColumnsSlicedByTheStructsOffsetIsReadAsItIs) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome =
      RunPipe(state.path(),
              "[source.in]\ntype = \"numbers\"\nrows = 300\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"sliced\"\n"
              "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(1, 300), world.rows("out"));
}

TEST(Run, ATransformMaySpreadItsWorkOverTheArena) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[pipeline]\nlanes = 4\n[source.in]\ntype = \"numbers\"\nsplits = 20\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"parallel\"\n"
      "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(0, world.disorder);
}

TEST(Run, ASinkMayKeepBatchesUntilItIsCut) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(), "[source.in]\ntype = \"numbers\"\nsplits = 5\n[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\nhold = true\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
}

TEST(Run, ACallThatAsksToBeTriedAgainIsTriedAgain) {
  World world;
  world.failures_left = 2;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[pipeline]\nlanes = 1\n[source.in]\ntype = \"numbers\"\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"retry_first\"\n"
      "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(1, 1000), world.rows("out"));
  EXPECT_EQ(0, world.disorder);
}

TEST(Run, APollThatAsksToBeTriedAgainIsTriedAgain) {
  World world;
  world.failures_left = 2;
  const TempFolder state;
  RunPipe(state.path(), "[source.in]\ntype = \"numbers\"\npolls = \"retries_first\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(AllRows(1, 1000), world.rows("out"));
}

// One lane's sink does not come back before all others have been written: they can't have waited for it.
TEST(Run, AStuckLaneAmongEightDoesNotStopTheOthers) {
  World world;
  world.before_emit = [&](int64_t) {
    while (world.splits_opened < 8) std::this_thread::yield();  // one split on each lane
  };
  std::latch others(7 * 50);
  std::atomic<int> stuck_lane{-1};
  world.before_write = [&](uint32_t lane) {
    int none = -1;
    if (stuck_lane.compare_exchange_strong(none, static_cast<int>(lane)))
      others.wait();
    else if (stuck_lane != static_cast<int>(lane))
      others.count_down();
  };
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[pipeline]\nlanes = 8\n[source.in]\ntype = \"numbers\"\nsplits = 8\nrows = 5000\nbatch = 100\n"
                                         "[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(8, 5000), world.rows("out"));
}

// The sink waits until the readers have used up the credits.  The shares of all lanes are a quarter of the pool.
TEST(Run, WhatIsInTheGraphStaysWithinTheCreditsWhenTheSinkIsSlow) {
  World world;
  std::latch full(1);
  world.before_write = [&](uint32_t) { full.wait(); };
  const TempFolder state;
  uint64_t pool = 0, peak = 0;
  std::jthread watcher;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[pipeline]\nlanes = 2\nmemory = \"32MiB\"\n"
                                         "[source.in]\ntype = \"numbers\"\nsplits = 4\nrows = 200000\nbatch = 20000\n"
                                         "[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\nreads = [\"word\"]\n",
                                         [&](epoch::Run& run) {
                                           const Credits& credits = *run.runtime().credits;
                                           pool = credits.pool();
                                           watcher = std::jthread([&] {
                                             while (!credits.wanted()) std::this_thread::yield();
                                             for (int look = 0; look < 10'000; ++look) peak = std::max(peak, credits.used());
                                             full.count_down();
                                           });
                                         });
  watcher.join();
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_LE(peak, pool + pool / 4);
  EXPECT_EQ(800'000u, CountsOf(outcome, "out").written);
}

TEST(Run, ABatchBiggerThanAllCreditsGoesThrough) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[pipeline]\nlanes = 2\nmemory = \"32MiB\"\n"
                                         "[source.in]\ntype = \"numbers\"\nsplits = 2\nrows = 800000\nbatch = 400000\n"
                                         "[sink.out]\ntype = \"keep\"\nfrom = \"in\"\nreads = [\"word\"]\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(1'600'000u, CountsOf(outcome, "out").written);
}

// A sink that keeps its batches until it is cut has all the credits in the end; then an epoch must end, or nothing would ever move.
TEST(Run, ASinkThatKeepsAllCreditsIsCut) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[pipeline]\nlanes = 2\nmemory = \"32MiB\"\n"
                                         "[source.in]\ntype = \"numbers\"\nsplits = 4\nrows = 400000\nbatch = 20000\n"
                                         "[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\nreads = [\"word\"]\nhold = true\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_GT(outcome.epochs, 1u);
  EXPECT_EQ(1'600'000u, CountsOf(outcome, "out").written);
}

TEST(Run, LinesOfBytesBecomeRowsWithTheirOrigin) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(), "[source.in]\ntype = \"chunks\"\nsplits = 3\nlines = 5000\nchunk = 777\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(15000u, outcome.ledger.read());
  EXPECT_EQ(0, world.disorder);
  EXPECT_EQ((std::vector<std::string>{"message", "region", "weir.split", "weir.offset"}), world.columns["out"]);
}

TEST(Run, HeaderLinesComeWithEveryBatchAndAreNoRows) {
  for (const auto& [head, expected, lines] :
       {std::tuple("^000000[0-2]", "0000000\n0000001\n0000002\n", 3), std::tuple("1", "0000000\n", 1)}) {
    World world;
    const TempFolder state;
    const epoch::Outcome outcome = RunPipe(
        state.path(),
        "[source.in]\ntype = \"chunks\"\nsplits = 3\nlines = 5000\nchunk = 5\n[transform.rows]\ntype = \"headed\"\nfrom = \"in\"\nhead = \"" +
            std::string(head) + "\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
    EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
    EXPECT_EQ((std::set<std::string>{expected}), world.heads);
    EXPECT_EQ(15000u - 3u * static_cast<unsigned>(lines), outcome.ledger.written());
  }
}

TEST(Run, RejectedRowsGoToTheDeadLettersWithWhereTheyCameFrom) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"numbers\"\nrows = 100\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"reject\"\n"
      "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(90u, world.rows("out").size());
  ASSERT_EQ(10u, world.letters.size());
  EXPECT_EQ("rows", world.letters[1].node);
  EXPECT_EQ("s0", world.letters[1].split);
  EXPECT_EQ("10", world.letters[1].offset);
  EXPECT_EQ("refused by the step", world.letters[1].reason);
  EXPECT_EQ("{\"n\":10,\"word\":\"row number 10\"}", world.letters[1].raw);
}

// Rows that wait to be written as dead letters are inside the graph like any others.
TEST(Run, DeadLettersThatWaitHoldCredits) {
  World world;
  const TempFolder state;
  epoch::Run* running = nullptr;
  std::atomic<uint64_t> least{UINT64_MAX};
  // Nothing but the letters themselves is in the graph when the last of them is written: every batch of rows has been let go.
  world.before_letters = [&] { least = std::min<uint64_t>(least, running->runtime().credits->used()); };
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[pipeline]\nlanes = 1\n[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"numbers\"\nrows = 1000\n[transform.rows]\ntype = "
      "\"step\"\nfrom = \"in\"\ndoes = \"reject\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n",
      [&](epoch::Run& run) { running = &run; });
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_GE(least, 10 * (8 + 4 + 4 * 16));  // ten letters: time, node, and four columns of text
}

TEST(Run, MoreRejectedRowsThanAllowedAreExit3) {
  World world;
  const TempFolder state;
  const std::string text =
      "[source.in]\ntype = \"numbers\"\nrows = 100\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"reject\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n";
  const epoch::Outcome outcome = RunPipe(state.path(), "[dead_letter]\nmax_rejected = 0.099\n" + text);
  EXPECT_EQ(3, outcome.exit_code());
  EXPECT_EQ("done with losses", outcome.status());
}

TEST(Run, StoppingEarlyBecauseOfRejectedRowsIsExit3AndKeepsWhatWasRead) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome =
      RunPipe(state.path(),
              "[pipeline]\nlanes = 1\nmemory = \"32MiB\"\n[dead_letter]\nmax_rejected = 1.0\nstop_after_rejected = 50\n"
              "[source.in]\ntype = \"numbers\"\nsplits = 1000\nrows = 1000\n"
              "[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"reject\"\n[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n");
  EXPECT_EQ(3, outcome.exit_code()) << outcome.status();
  EXPECT_GT(outcome.ledger.rejected(), 50u);
  EXPECT_EQ(outcome.ledger.written(), world.rows("out").size());
}

TEST(Run, APortThatIsReadTakesTheRejectedRowsAndTheDeadLettersNone) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"numbers\"\nrows = 100\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"reject\"\n"
      "[sink.good]\ntype = \"keep\"\nfrom = \"rows\"\n[sink.bad]\ntype = \"keep\"\nfrom = \"rows.rejected\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ((std::multiset<int64_t>{0, 10, 20, 30, 40, 50, 60, 70, 80, 90}), world.rows("bad"));
  EXPECT_TRUE(world.letters.empty());
  EXPECT_EQ((std::vector<std::string>{"n", "word", "weir.split", "weir.offset", "weir.reason"}), world.columns["bad"]);
}

TEST(Run, RowsASinkRefusesInWriteAreDeadLetters) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"numbers\"\nrows = 300\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\nfails = \"reject_in_write\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(3u, world.letters.size());
  EXPECT_EQ(297u, world.rows("out").size());
}

TEST(Run, RowsASinkRefusesWhenCutAreDeadLettersOfTheSameEpoch) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"numbers\"\nrows = 300\n"
                                         "[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\nhold = true\nfails = \"reject_in_cut\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(300u, world.letters.size());
}

TEST(Run, RowsASinkRefusesWhenCutReachTheSinkBehindItsPort) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(),
                                         "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"numbers\"\nrows = 300\n"
                                         "[sink.second]\ntype = \"keep\"\nfrom = \"first.rejected\"\n"
                                         "[sink.first]\ntype = \"keep_blocking\"\nfrom = \"in\"\nhold = true\nfails = \"reject_in_cut\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(1, 300), world.rows("second"));
}

TEST(Run, ARecordThatIsTooLongIsADeadLetterAndTheNextIsWhole) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"chunks\"\nlines = 10\nchunk = 100000\nlong_line = 4\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(10u, outcome.ledger.read());
  EXPECT_EQ(9u, CountsOf(outcome, "out").written);
  ASSERT_EQ(1u, world.letters.size());
  EXPECT_EQ("32", world.letters[0].offset);
  EXPECT_TRUE(world.letters[0].raw.starts_with("0000004xxx"));
}

TEST(Run, ADamagedSplitEndsAloneAndIsExit3) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[source.in]\ntype = \"numbers\"\nsplits = 3\npolls = \"damaged\"\nbad_split = 1\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(3, outcome.exit_code());
  EXPECT_EQ(2500u, world.rows("out").size());
  ASSERT_EQ(1u, outcome.damaged.size());
  EXPECT_EQ("s1", outcome.damaged[0].id);
  EXPECT_EQ("the rest is damaged", outcome.damaged[0].reason);
}

TEST(Run, TheCutOffEndOfADamagedObjectIsADeadLetter) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"chunks\"\nlines = 10\ndamaged = true\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(3, outcome.exit_code());
  EXPECT_EQ(9u, CountsOf(outcome, "out").written);
  ASSERT_EQ(1u, world.letters.size());
  EXPECT_EQ("0000", world.letters[0].raw);
}

}  // namespace
}  // namespace weir::graph

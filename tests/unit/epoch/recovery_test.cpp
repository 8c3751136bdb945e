// What a run finds after one that died or could not commit.
#include <gtest/gtest.h>

#include "graph/pipe.hpp"
#include "store/temp_folder.hpp"

namespace weir::graph {
namespace {

// Before the first pause of 100 ms is over.
const std::string kGiveUpSoon = "[epoch]\ngive_up_after = \"1ms\"\n";

std::string Text(const std::string& sink_options, const std::string& sink_name = "out") {
  return "[pipeline]\nlanes = 1\n[source.in]\ntype = \"numbers\"\nsplits = 5\n[sink." + sink_name + "]\ntype = \"keep\"\nfrom = \"in\"\n" +
         sink_options;
}

TEST(Recovery, ARecordedEpochIsCommittedBeforeAnythingIsRead) {
  World world;
  const TempFolder state;
  const epoch::Outcome half = RunPipe(state.path(), Text("fails = \"commit\"\n"));
  EXPECT_EQ(4, half.exit_code());
  EXPECT_NE(std::string::npos, half.failure.message().find("half-committed")) << half.failure.message();
  ASSERT_TRUE(world.rows("out").empty());
  const epoch::Outcome again = RunPipe(state.path(), Text("fails = \"commit\"\n"));
  EXPECT_EQ(4, again.exit_code());
  EXPECT_EQ(0u, again.ledger.read());
}

// It failed with the last of its tries, not for good.
TEST(Recovery, ARecordedEpochThatIsCommittedReadsNothingAgain) {
  World world;
  world.failures_left = 1;
  const TempFolder state;
  RunPipe(state.path(), kGiveUpSoon + Text("fails = \"commit_once\"\n"));
  ASSERT_TRUE(world.rows("out").empty());
  const epoch::Outcome next = RunPipe(state.path(), Text(""));
  EXPECT_EQ(0, next.exit_code()) << next.failure.message();
  EXPECT_EQ(0u, next.bytes);
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
}

// The run that had recorded it could not say what came of it.
TEST(Recovery, ARecordedEpochCountsForTheRunThatCommitsIt) {
  World world;
  world.failures_left = 1;
  const TempFolder state;
  const std::string damaged =
      "[dead_letter]\nmax_rejected = 1.0\n[source.in]\ntype = \"numbers\"\nsplits = 5\npolls = \"damaged\"\nbad_split = 2\n";
  const epoch::Outcome half =
      RunPipe(state.path(), kGiveUpSoon + damaged + "[sink.out]\ntype = \"keep\"\nfrom = \"in\"\nfails = \"commit_once\"\n");
  EXPECT_EQ(4, half.exit_code());
  EXPECT_EQ(0u, half.ledger.read());
  const epoch::Outcome next = RunPipe(state.path(), damaged + "[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(4500u, next.ledger.read());
  EXPECT_EQ(4500u, next.ledger.written());
  EXPECT_EQ(3, next.exit_code());
  ASSERT_EQ(1u, next.damaged.size());
  EXPECT_EQ("s2", next.damaged[0].id);
}

TEST(Recovery, ACommitIsTriedUntilItWorks) {
  World world;
  world.failures_left = 2;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(), Text("fails = \"commit_once\"\n"));
  EXPECT_EQ(0, outcome.exit_code()) << outcome.failure.message();
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
}

// The file of the second run has neither the sink's name nor its options any more; what was recorded with the epoch has.
TEST(Recovery, ARecordedEpochIsCommittedByThePipelineThatWasRecordedWithIt) {
  World world;
  world.failures_left = 1;
  const TempFolder state;
  RunPipe(state.path(), kGiveUpSoon + Text("fails = \"commit_once\"\n") + "[sink.also]\ntype = \"keep\"\nfrom = \"in\"\n");
  ASSERT_TRUE(world.rows("out").empty());
  const epoch::Outcome next = RunPipe(state.path(), Text("", "also"));
  EXPECT_EQ(0, next.exit_code()) << next.failure.message();
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
  EXPECT_EQ(AllRows(5, 1000), world.rows("also"));
}

TEST(Recovery, ARecordedPipelineThatCanNotBePlannedAnyMoreIsAnErrorThatNamesTheEpoch) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), Text("fails = \"commit\"\n"));
  auto reopened = epoch::State::Open(state.path(), {{"out", Planned(Text("")).plan->identity(*Planned(Text("")).plan->nodes()[1])}});
  ASSERT_TRUE(reopened.ok());
  const Planned planned(Text(""));
  epoch::Run run(
      *planned.plan, **reopened, [](int32_t, std::string_view, std::string_view) {},
      [](const std::string&, int64_t) { return Status::Config("the plugin is gone"); }, {});
  const epoch::Outcome outcome = run.Execute();
  EXPECT_EQ(78, outcome.exit_code());
  EXPECT_EQ("epoch 1 was recorded and must be committed by the pipeline as it was then: the plugin is gone", outcome.failure.message());
}

TEST(Recovery, ANewSinkBesideAnOldOneBeginsAtTheBookmark) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), Text(""));
  const epoch::Outcome next = RunPipe(state.path(), Text("") + "[sink.second]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(0, next.exit_code()) << next.failure.message();
  EXPECT_TRUE(world.rows("second").empty());
}

TEST(Recovery, SinksThatAreAllNewGetEverything) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), Text("to = \"here\"\n"));
  RunPipe(state.path(), Text("to = \"there\"\n", "elsewhere"));
  EXPECT_EQ(AllRows(5, 1000), world.rows("elsewhere"));
}

TEST(Recovery, ARunCanBeStoppedWhileItCommitsAgain) {
  World world;
  world.failures_left = 1'000'000;
  const TempFolder state;
  RunPipe(state.path(), kGiveUpSoon + Text("fails = \"commit_once\"\n"));
  const epoch::Outcome next = RunPipe(state.path(), Text("fails = \"commit_once\"\n"), [](epoch::Run& run) { run.Stop(2); });
  EXPECT_EQ(75, next.exit_code()) << next.failure.message();
}

}  // namespace
}  // namespace weir::graph

// What goes wrong in a component, and what a run makes of it: the exit code, whose fault it says it is, and that nothing is committed.
#include <gtest/gtest.h>

#include "graph/pipe.hpp"
#include "store/temp_folder.hpp"

namespace weir::graph {
namespace {

struct Case {
  const char* name;
  std::string text;
  int exit;
  const char* said;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::string Source(const std::string& options) {
  return "[source.in]\ntype = \"numbers\"\nsplits = 3\n" + options + "\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n";
}
std::string StepThat(const std::string& does) {
  return "[source.in]\ntype = \"numbers\"\nsplits = 3\n[transform.bad]\ntype = \"step\"\nfrom = \"in\"\ndoes = \"" + does +
         "\"\n[sink.out]\ntype = \"keep\"\nfrom = \"bad\"\n";
}
std::string SinkThat(const std::string& fails, const std::string& type = "keep") {
  return "[source.in]\ntype = \"numbers\"\nsplits = 3\n[sink.out]\ntype = \"" + type + "\"\nfrom = \"in\"\nfails = \"" + fails + "\"\n";
}
const std::string kShort = "[epoch]\ngive_up_after = \"150ms\"\n";

class AFailure : public testing::TestWithParam<Case> {};

TEST_P(AFailure, HasItsExitCodeSaysWhoAndCommitsNothing) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(), GetParam().text);
  EXPECT_EQ(GetParam().exit, outcome.exit_code()) << outcome.failure.message();
  EXPECT_NE(std::string::npos, outcome.failure.message().find(GetParam().said)) << outcome.failure.message();
  EXPECT_TRUE(world.committed.empty());
  EXPECT_TRUE(world.told.empty());
  EXPECT_EQ(0u, outcome.epochs);
  EXPECT_EQ(world.splits_opened, world.splits_closed);
}

INSTANTIATE_TEST_SUITE_P(
    Of, AFailure,
    testing::Values(
        Case{"DiscoveryThatIsDenied", Source("discovers = \"fails\""), 5, "in: list: no permission"},
        Case{"DiscoveryThatGivesUp", kShort + Source("discovers = \"gives_up\""), 4, "in: list: no answer; gave up"},
        Case{"DiscoveryThatNobodyWants", Source("discovers = \"cancels\""), 75, "in: nobody wants to know"},
        Case{"PollThatThrows", Source("polls = \"throws\"\nbad_split = 1"), 1, "in: exception: the source threw"},
        Case{"PollWithRubbish", Source("polls = \"rubbish\"\nbad_split = 1"), 1, "in: returned 12345"},
        Case{"PollThatIsDenied", Source("polls = \"denied\"\nbad_split = 1"), 5, "in: get: 403"},
        Case{"PollThatNobodyWants", Source("polls = \"cancels\"\nbad_split = 1"), 75, "in: the pipe is closed"},
        Case{"SourceWithAWrongNumberOfColumns", Source("polls = \"extra_column\"\nbad_split = 1"), 1,
             "in: emitted 1 columns where 4 are wanted"},
        Case{"TransformThatThrows", StepThat("throw"), 1, "bad: exception: the step threw"},
        Case{"TransformThatThrowsAnything", StepThat("throw_unknown"), 1, "bad: exception of an unknown type"},
        Case{"TransformWithRubbish", StepThat("rubbish"), 1, "bad: returned 12345"},
        Case{"TransformWithNegativeRubbish", StepThat("negative_rubbish"), 1, "bad: returned -12345"},
        Case{"TransformThatIsBroken", StepThat("fatal"), 4, "bad: the step is broken"},
        Case{"TransformThatIsDenied", StepThat("denied"), 5, "bad: the step may not"},
        Case{"TransformThatNobodyWants", StepThat("cancel"), 75, "bad: nobody wants the rest"},
        Case{"TransformThatNeverWorks", kShort + StepThat("retry_for_ever"), 4, "bad: not now, nor ever; gave up"},
        Case{"TransformThatLosesARow", StepThat("lose_row"), 1, "the ledger of transform `bad` does not balance"},
        Case{"TransformThatDoublesARow", StepThat("double_row"), 1, "the ledger of transform `bad` does not balance"},
        Case{"TransformThatRejectsTwice", StepThat("reject_twice"), 1, "the ledger of transform `bad` does not balance"},
        Case{"TransformWithAWrongPort", StepThat("wrong_port"), 1, "bad: emitted to port 1"},
        Case{"TransformWithAWrongNumberOfColumns", StepThat("wrong_columns"), 1, "bad: emitted 1 columns where 4 are wanted"},
        Case{"TransformWithAShortColumn", StepThat("short_column"), 1,
             "bad: emitted column `weir.offset` that has 1 rows in a batch of 100"},
        Case{"TransformThatRejectsWithoutReason", StepThat("wrong_reasons"), 1, "bad: rejected rows with a wrong number of reasons"},
        Case{"TransformThatRejectsARowThatIsNone", StepThat("wrong_row"), 1, "bad: rejected row 100 of a batch of 100"},
        Case{
            "ExpansionThatMiscounts",
            "[source.in]\ntype = \"numbers\"\n[transform.bad]\ntype = \"expand\"\nfrom = \"in\"\nlies = true\n[sink.out]\ntype = \"keep\"\nfrom = \"bad\"\n",
            1, "the ledger of transform `bad` does not balance"},
        Case{"SinkThatDoesNotOpen", SinkThat("open"), 5, "out: open: 403"},
        Case{"SinkThatDoesNotBegin", SinkThat("begin"), 4, "out: begin: broken"},
        Case{"SinkThatDoesNotWrite", SinkThat("write"), 5, "out: write: 403"},
        Case{"BlockingSinkThatDoesNotWrite", SinkThat("write", "keep_blocking"), 5, "out: write: 403"},
        Case{"SinkThatThrowsInWrite", SinkThat("write_throws"), 1, "out: exception: the sink threw"},
        Case{"BlockingSinkThatThrowsInWrite", SinkThat("write_throws", "keep_blocking"), 1, "out: exception: the sink threw"},
        Case{"SinkWithRubbishFromWrite", SinkThat("write_rubbish"), 1, "out: returned 12345"},
        Case{"SinkThatIsNotCut", SinkThat("cut"), 4, "out: cut: broken"},
        Case{"SinkThatThrowsInCut", SinkThat("cut_throws"), 1, "out: exception: cut threw"},
        Case{"SinkThatLosesARow", SinkThat("loses_row"), 1, "the ledger of sink `out` does not balance"},
        Case{"SinkThatDoesNotPrepare", SinkThat("prepare"), 4, "out: prepare: disk full"},
        Case{"SinkThatDoesNotSweep", SinkThat("sweep"), 5, "out: sweep: 403"},
        Case{"SinkThatDoesNotCommit", SinkThat("commit"), 4, "out: commit: gone"},
        Case{"SinkWithRubbishFromCommit", SinkThat("commit_rubbish"), 1, "out: returned 12345"}),
    [](const auto& info) { return info.param.name; });

TEST(AFailingRun, ReadsEverythingAgainNextTime) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), SinkThat("cut"));
  const epoch::Outcome again = RunPipe(state.path(), SinkThat("no"));
  EXPECT_EQ(0, again.exit_code()) << again.failure.message();
  EXPECT_EQ(AllRows(3, 1000), world.rows("out"));
}

TEST(AValidatedRun, FindsAValueThatPointsNowhere) {
  World world;
  const TempFolder state;
  ::setenv("WEIR_VALIDATE", "1", 1);
  const epoch::Outcome outcome = RunPipe(state.path(), StepThat("wrong_entry"));
  ::unsetenv("WEIR_VALIDATE");
  EXPECT_EQ(1, outcome.exit_code());
  EXPECT_EQ("bad: emitted column `weir.split` that has entry 7 of a dictionary of 1 in row 0", outcome.failure.message());
}

TEST(AValidatedRun, OfGoodComponentsIsLikeAnyOther) {
  World world;
  const TempFolder state;
  ::setenv("WEIR_VALIDATE", "1", 1);
  const epoch::Outcome outcome = RunPipe(state.path(), StepThat("reject"));
  ::unsetenv("WEIR_VALIDATE");
  EXPECT_EQ(3, outcome.exit_code()) << outcome.failure.message();  // as of any run with rejected rows
  EXPECT_EQ(1u, outcome.epochs);
}

TEST(AFailingRun, SweepsWhatItStaged) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), SinkThat("prepare"));
  EXPECT_EQ(2, world.swept);  // at the start and after the failure
}

TEST(AFailingRun, SaysThatItsLedgerDoesNotBalance) {
  World world;
  const TempFolder state;
  EXPECT_FALSE(RunPipe(state.path(), SinkThat("loses_row")).balanced);
}

// The other sink has what it was given in this epoch, but it must not show.
TEST(AFailingRun, CommitsNothingInTheOtherSink) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(state.path(), SinkThat("prepare") + "[sink.good]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(4, outcome.exit_code());
  EXPECT_TRUE(world.rows("good").empty());
}

TEST(AFailingRun, KeepsTheEpochsThatWereCommittedBefore) {
  World world;
  const TempFolder state;
  const epoch::Outcome outcome = RunPipe(
      state.path(),
      "[pipeline]\nlanes = 1\n[epoch]\nbytes = 1\n[source.in]\ntype = \"numbers\"\nsplits = 30\npolls = \"denied\"\nbad_split = 29\n"
      "[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_EQ(5, outcome.exit_code());
  EXPECT_EQ(outcome.ledger.written(), world.rows("out").size());
  EXPECT_EQ(0u, world.rows("out").size() % 100);
}

}  // namespace
}  // namespace weir::graph

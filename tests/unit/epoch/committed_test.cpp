// Sinks are told that all of an epoch is visible: after the commits, before the epoch is confirmed, and again until they have heard.
#include <gtest/gtest.h>

#include "epoch/committer.hpp"
#include "graph/pipe.hpp"
#include "store/temp_folder.hpp"

namespace weir::graph {
namespace {

const std::string kGiveUpSoon = "[epoch]\ngive_up_after = \"1ms\"\n";

std::string Sink(const std::string& name, const std::string& fails = "no") {
  return "[sink." + name + "]\ntype = \"keep\"\nfrom = \"in\"\nfails = \"" + fails + "\"\n";
}
std::string Text(const std::string& sinks, int splits = 5) {
  return "[pipeline]\nlanes = 1\n[source.in]\ntype = \"numbers\"\nsplits = " + std::to_string(splits) + "\n" + sinks;
}

TEST(Committed, EachSinkIsToldOnceOfItsOwnReceipts) {
  World world;
  const TempFolder state;
  EXPECT_EQ(0, RunPipe(state.path(), Text(Sink("out") + Sink("other"))).exit_code());
  ASSERT_EQ(2u, world.told_sinks.size());
  EXPECT_NE(world.told_sinks[0].substr(0, 5), world.told_sinks[1].substr(0, 5));
  EXPECT_EQ(0, world.told_too_early);
}

TEST(Committed, NobodyIsToldOfNothing) {
  World world;
  const TempFolder state;
  RunPipe(state.path(), Text(Sink("out")));
  EXPECT_EQ(0, RunPipe(state.path(), Text(Sink("out"))).exit_code());
  EXPECT_EQ(1u, world.told_sinks.size());
}

TEST(Committed, IsTriedAgainWhileItMayPass) {
  World world;
  world.failures_left = 2;
  const TempFolder state;
  EXPECT_EQ(0, RunPipe(state.path(), Text(Sink("out", "told_once"))).exit_code());
  EXPECT_EQ(3u, world.told_sinks.size());
}

// The rows stay visible, and nothing is read again.
TEST(Committed, TheNextRunTellsWhatThisOneCouldNot) {
  World world;
  const TempFolder state;
  world.failures_left = 1'000'000;
  const epoch::Outcome half = RunPipe(state.path(), kGiveUpSoon + Text(Sink("out", "told_once")));
  EXPECT_EQ(4, half.exit_code());
  EXPECT_EQ("half-committed", half.status());
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
  const auto told = world.told_sinks;
  world.failures_left = 0;
  const epoch::Outcome next = RunPipe(state.path(), kGiveUpSoon + Text(Sink("out", "told_once")));
  EXPECT_EQ(0, next.exit_code()) << next.failure.message();
  EXPECT_EQ(0u, next.bytes);
  ASSERT_EQ(told.size() + 1, world.told_sinks.size());
  EXPECT_EQ(told.back(), world.told_sinks.back());
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
}

TEST(Committed, ARefusalEndsTheRunAsItSays) {
  World world;
  const TempFolder state;
  EXPECT_EQ(5, RunPipe(state.path(), Text(Sink("out", "told"))).exit_code());
  EXPECT_EQ(1u, world.told_sinks.size());
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
}

TEST(Committed, ASinkIsToldThoughAnotherOneCannotCommit) {
  World world;
  const TempFolder state;
  EXPECT_EQ(4, RunPipe(state.path(), Text(Sink("out") + Sink("other", "commit"))).exit_code());
  ASSERT_EQ(1u, world.told_sinks.size());
  EXPECT_TRUE(world.told_sinks[0].starts_with("out: "));
}

// A repair would call the epoch committed, and nobody would tell the sink any more.
TEST(Committed, NoRepairBeginsBeforeTheOthersAreTold) {
  World world;
  const TempFolder state;
  const std::string text = kGiveUpSoon + Text(Sink("out", "told") + Sink("other", "commit"));
  RunPipe(state.path(), text);
  const Planned planned(text);
  const auto open = epoch::State::Open(
      state.path(), {{"out", planned.plan->identity(planned.node("out"))}, {"other", planned.plan->identity(planned.node("other"))}});
  ASSERT_TRUE(open.ok());
  const auto receipts = (*open)->Receipts(epoch::ReceiptState::Prepared);
  ASSERT_TRUE(receipts.ok());
  Runtime runtime(planned.plan->pipeline().epoch.give_up_after);
  for (const auto& node : planned.plan->nodes()) node->host->Attach(&runtime, (*open)->state_id(), 1, 0);
  std::set<std::string> refused;
  EXPECT_EQ(WEIR_E_DENIED, epoch::CommitReceipts(runtime, *planned.plan, **open, *receipts, refused).code());
  EXPECT_TRUE(refused.empty());
}

// Else the epoch would be confirmed, and nobody told.
TEST(Committed, AStopBetweenTheCommitsAndItLeavesTheEpochOpen) {
  World world;
  const TempFolder state;
  world.failures_left = 1'000'000;
  const Planned planned(Text(Sink("out", "told_once")));
  RunPipe(state.path(), kGiveUpSoon + Text(Sink("out", "told_once")));
  const auto open = epoch::State::Open(state.path(), {{"out", planned.plan->identity(planned.node("out"))}});
  ASSERT_TRUE(open.ok());
  const auto receipts = (*open)->Receipts(epoch::ReceiptState::Prepared);
  Runtime runtime(planned.plan->pipeline().epoch.give_up_after);
  for (const auto& node : planned.plan->nodes()) node->host->Attach(&runtime, (*open)->state_id(), 1, 0);
  world.failures_left = 0;
  world.in_commit = [&runtime] { runtime.Abandon(); };
  std::set<std::string> refused;
  EXPECT_EQ(WEIR_E_CANCELLED, epoch::CommitReceipts(runtime, *planned.plan, **open, *receipts, refused).code());
}

}  // namespace
}  // namespace weir::graph

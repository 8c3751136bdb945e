// An epoch that a sink refuses for good, written again to that sink only.
#include "replay/repair.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "graph/pipe.hpp"
#include "replay/nowhere.hpp"
#include "store/temp_folder.hpp"

namespace weir::graph {
namespace {

const std::string kNumbers = "[source.in]\ntype = \"numbers\"\nsplits = 5\n";
// `out` gives up as long as the world has failures left, `other` never does.
const std::string kSinks =
    "[sink.out]\ntype = \"keep\"\nfrom = \"in\"\nfails = \"commit_once\"\n[sink.other]\ntype = \"keep\"\nfrom = \"in\"\n";
const std::string kGiveUpSoon = "[epoch]\ngive_up_after = \"1ms\"\n";

std::unique_ptr<epoch::State> StateOf(const std::string& folder, const Plan& plan) {
  std::vector<epoch::SinkIdentity> sinks;
  for (const auto& node : plan.nodes())
    if (node->kind() == WEIR_SINK && !node->dead_letters) sinks.push_back({node->name(), plan.identity(*node)});
  auto state = epoch::State::Open(folder, sinks);
  EXPECT_TRUE(state.ok()) << state.status().message();
  return std::move(*state);
}

// The refused epoch is owed to `out`.
void BeginRepair(const std::string& folder, const std::string& text) {
  const Planned planned(text);
  const auto state = StateOf(folder, *planned.plan);
  ASSERT_TRUE(state->prepared());
  ASSERT_TRUE(state->BeginRepair({"out"}).ok());
}

epoch::Outcome Repair(const std::string& folder, const std::string& text, const std::function<void(epoch::Run&)>& during = {}) {
  const Planned planned(text);
  const auto state = StateOf(folder, *planned.plan);
  plugin::Catalog catalog = Fakes();
  catalog.Add(replay::NowherePlugin());
  const config::Pipeline pipeline = replay::RepairPipeline(*planned.plan, state->owed()->sinks);
  config::Diagnostics problems("test.toml", "");
  const auto log = [](int32_t, std::string_view, std::string_view) {};
  const std::unique_ptr<Plan> plan = Plan::Make(pipeline, catalog, log, problems);
  EXPECT_TRUE(plan != nullptr && plan->Bind("letters", problems)) << problems.Render(false);
  epoch::Run run(*plan, *state, log, Recalled, {.repair = true});
  if (during) during(run);
  return run.Execute();
}

TEST(Repair, WritesTheEpochAgainToTheSinkThatRefusedItAndToNoOther) {
  World world;
  world.failures_left = 1'000'000;
  const TempFolder folder;
  const epoch::Outcome half = RunPipe(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  EXPECT_EQ(4, half.exit_code());
  EXPECT_EQ("half-committed", half.status());
  BeginRepair(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  world.failures_left = 0;
  const epoch::Outcome repaired = Repair(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  EXPECT_EQ(0, repaired.exit_code()) << repaired.failure.message();
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
  EXPECT_EQ(AllRows(5, 1000), world.rows("other"));
  const epoch::Outcome next = RunPipe(folder.path(), kNumbers + kSinks);
  EXPECT_EQ(0, next.exit_code()) << next.failure.message();
  EXPECT_EQ(0u, next.ledger.read());
}

// The span of the second epoch begins inside of the splits, and ends before what came since.
TEST(Repair, ReadsWhatTheEpochReadAndNothingThatCameSince) {
  World world;
  const TempFolder folder;
  const auto text = [](int rows) {
    return kGiveUpSoon + "[source.in]\ntype = \"numbers\"\nsplits = 5\npolls = \"end\"\nversion = \"\"\nrows = " + std::to_string(rows) +
           "\n" + kSinks;
  };
  RunPipe(folder.path(), text(400));
  world.failures_left = 1'000'000;
  RunPipe(folder.path(), text(1000));
  EXPECT_EQ(AllRows(5, 400), world.rows("out"));
  BeginRepair(folder.path(), text(1000));
  world.failures_left = 0;
  const epoch::Outcome repaired = Repair(folder.path(), text(1500));
  EXPECT_EQ(0, repaired.exit_code()) << repaired.failure.message();
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
  RunPipe(folder.path(), text(1500));
  EXPECT_EQ(AllRows(5, 1500), world.rows("out"));
  EXPECT_EQ(AllRows(5, 1500), world.rows("other"));
}

TEST(Repair, OfLinesStopsInsideOfTheContent) {
  World world;
  const TempFolder folder;
  const auto text = [](int lines) {
    return kGiveUpSoon + "[source.in]\ntype = \"chunks\"\nsplits = 3\nlines = " + std::to_string(lines) +
           "\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\n"
           "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\nfails = \"commit_once\"\n";
  };
  world.failures_left = 1'000'000;
  RunPipe(folder.path(), text(1000));
  BeginRepair(folder.path(), text(1000));
  world.failures_left = 0;
  const epoch::Outcome repaired = Repair(folder.path(), text(3000));
  EXPECT_EQ(0, repaired.exit_code()) << repaired.failure.message();
  EXPECT_EQ(3000u, repaired.ledger.written());
}

TEST(Repair, OfInputThatIsGoneCommitsNothingAndSaysWhatToDo) {
  World world;
  world.failures_left = 1'000'000;
  const TempFolder folder;
  RunPipe(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  BeginRepair(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  world.failures_left = 0;
  const std::string shorter = kGiveUpSoon + "[source.in]\ntype = \"numbers\"\nsplits = 5\nrows = 900\n" + kSinks;
  const epoch::Outcome outcome = Repair(folder.path(), shorter);
  EXPECT_EQ(4, outcome.exit_code());
  EXPECT_NE(std::string::npos, outcome.failure.message().find("can't be read again as epoch 1 had read it")) << outcome.failure.message();
  EXPECT_TRUE(world.rows("out").empty());
}

TEST(Repair, ThatIsStoppedCommitsNothingAndBeginsAgain) {
  World world;
  world.failures_left = 1'000'000;
  const TempFolder folder;
  RunPipe(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  BeginRepair(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  world.failures_left = 0;
  const epoch::Outcome stopped = Repair(folder.path(), "[pipeline]\nlanes = 1\n" + kNumbers + kSinks, [&](epoch::Run& run) {
    world.before_emit = [&run, done = std::make_shared<std::atomic<bool>>(false)](int64_t) {
      if (!done->exchange(true)) run.Stop(1);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));  // so that the stop is seen before the end
    };
  });
  EXPECT_EQ(75, stopped.exit_code()) << stopped.failure.message();
  EXPECT_TRUE(world.rows("out").empty());
  world.before_emit = {};
  EXPECT_EQ(0, Repair(folder.path(), kNumbers + kSinks).exit_code());
  EXPECT_EQ(AllRows(5, 1000), world.rows("out"));
}

TEST(Repair, ARunRefusesToGoOnBeforeItIsDone) {
  World world;
  world.failures_left = 1'000'000;
  const TempFolder folder;
  RunPipe(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  BeginRepair(folder.path(), kGiveUpSoon + kNumbers + kSinks);
  const epoch::Outcome refused = RunPipe(folder.path(), kNumbers + kSinks);
  EXPECT_EQ(4, refused.exit_code());
  EXPECT_EQ("epoch 1 is being repaired; weir state repair goes on with it", refused.failure.message());
}

TEST(SinksToRepair, AreAlsoThoseWhoseRejectedRowsTheyTake) {
  const Planned planned(kNumbers +
                        "[sink.first]\ntype = \"keep\"\nfrom = \"in\"\n[sink.second]\ntype = \"keep\"\nfrom = \"first.rejected\"\n" +
                        "[sink.third]\ntype = \"keep\"\nfrom = \"in\"\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  EXPECT_EQ((std::set<std::string>{"first", "second"}), *replay::SinksToRepair(*planned.plan, {"second"}));
  EXPECT_EQ((std::set<std::string>{"third"}), *replay::SinksToRepair(*planned.plan, {"third"}));
}

TEST(SinksToRepair, MustBeAbleToTakeBackWhatTheyWrote) {
  const Planned planned(kNumbers + "[sink.out]\ntype = \"keep_blocking\"\nfrom = \"in\"\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  EXPECT_EQ(WEIR_E_CONFIG, replay::SinksToRepair(*planned.plan, {"out"}).status().code());
}

}  // namespace
}  // namespace weir::graph

// Going back: epochs undone, and epochs that are committed without some of their sinks.
#include <gtest/gtest.h>

#include "epoch/states.hpp"
#include "store/temp_folder.hpp"

namespace weir::epoch {
namespace {

std::vector<std::string> BytesOf(const Result<std::vector<Receipt>>& receipts) {
  std::vector<std::string> bytes;
  for (const Receipt& receipt : *receipts) bytes.push_back(receipt.node + " " + receipt.bytes);
  return bytes;
}
using Words = std::vector<std::string>;

// Three epochs: `a` is read from 0 to 17, to 18, and to its end; `b` is seen first by the second.
std::unique_ptr<State> ThreeEpochs(const std::string& folder) {
  auto state = OpenState(folder);
  Commit(*state, Epoch(1, {{1, "a", "v", "17", false, false}}, {{"lake", 0, "one"}}, {{"window", 0, "s1"}}));
  Commit(*state,
         Epoch(2, {{1, "a", "v", "18", false, false}, {1, "b", "v", "5", true, false}}, {{"lake", 0, "two"}}, {{"window", 0, "s2"}}));
  Commit(*state, Epoch(3, {{1, "a", "v", "20", true, false}}, {{"lake", 0, "three"}}, {{"window", 0, "s3"}}));
  return state;
}

TEST(Rewind, PutsTheBookmarksBack) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  ASSERT_TRUE(state->Rewind(1).ok());
  std::string position;
  EXPECT_EQ(Seen::Resumed, Look(*state, "a", "v", &position));
  EXPECT_EQ("17", position);
  EXPECT_EQ(Seen::New, Look(*state, "b"));
}

TEST(Rewind, IsWholeAfterARestart) {
  const TempFolder folder;
  ASSERT_TRUE(ThreeEpochs(folder.path())->Rewind(1).ok());
  const auto state = OpenState(folder.path());
  std::string position;
  EXPECT_EQ(Seen::Resumed, Look(*state, "a", "v", &position));
  EXPECT_EQ("17", position);
  EXPECT_EQ(3u, state->last_epoch());
  EXPECT_EQ((Words{"lake two", "lake three"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
}

TEST(Rewind, ToTheStartForgetsEverySplit) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  ASSERT_TRUE(state->Rewind(0).ok());
  EXPECT_EQ(0u, state->known_splits());
  EXPECT_TRUE(state->Snapshots()->empty());
}

TEST(Rewind, GivesBackWhatStatefulNodesHeldThen) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  ASSERT_TRUE(state->Rewind(2).ok());
  ASSERT_EQ(1u, state->Snapshots()->size());
  EXPECT_EQ("s2", state->Snapshots()->front().bytes);
}

TEST(Rewind, TwiceGoesOnBack) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  ASSERT_TRUE(state->Rewind(2).ok());
  ASSERT_TRUE(state->Rewind(1).ok());
  EXPECT_EQ(Seen::New, Look(*OpenState(folder.path()), "b"));
  EXPECT_EQ((Words{"lake two", "lake three"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
}

TEST(Rewind, TheNextEpochHasANewNumberAndEndsIt) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  ASSERT_TRUE(state->Rewind(1).ok());
  Commit(*state, Epoch(4, {{1, "a", "v", "20", true, false}}));
  EXPECT_TRUE(state->Receipts(ReceiptState::ToRetract)->empty());
  EXPECT_EQ(Seen::Finished, Look(*OpenState(folder.path()), "a"));
}

TEST(Rewind, ToAnEpochThatWasRewoundIsToTheOneBeforeIt) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  ASSERT_TRUE(state->Rewind(1).ok());
  Commit(*state, Epoch(4, {{1, "c", "v", "9", true, false}}));
  ASSERT_TRUE(state->Rewind(2).ok());
  std::string position;
  EXPECT_EQ(Seen::Resumed, Look(*state, "a", "v", &position));
  EXPECT_EQ("17", position);
  EXPECT_EQ(Seen::New, Look(*OpenState(folder.path()), "c"));
  EXPECT_EQ("s1", state->Snapshots()->front().bytes);
}

TEST(Rewind, GivesUpAnEpochThatIsPrepared) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  ASSERT_TRUE(state->Record(Epoch(4, {{1, "c", "v", "9", true, false}}, {{"lake", 0, "four"}})).ok());
  EXPECT_EQ(WEIR_E_RETRY, state->Rewind(4).code()) << "it is not committed yet";
  ASSERT_TRUE(state->Rewind(3).ok());
  EXPECT_FALSE(state->prepared());
  EXPECT_EQ((Words{"lake four"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
  EXPECT_EQ(Seen::New, Look(*OpenState(folder.path()), "c"));
}

TEST(Rewind, LeavesWhatASinkCanNotTakeBack) {
  const TempFolder folder;
  const auto state = ThreeEpochs(folder.path());
  Commit(*state, Epoch(4, {}, {{"lake", 0, "four"}, {"console", 0, "4"}}));
  ASSERT_TRUE(state->Rewind(3, {"console"}).ok());
  EXPECT_EQ((Words{"lake four"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
  EXPECT_EQ(4u, OpenState(folder.path())->last_epoch());
}

TEST(Rewind, AsFarAsItGoesStillKnowsWhatStatefulNodesHeld) {
  const TempFolder folder;
  const auto state = OpenState(folder.path());
  for (uint64_t number = 1; number <= 104; ++number) {
    const std::string text = std::to_string(number);
    Commit(*state, Epoch(number, {{1, "a", "v", text, false, false}}, {}, {{"window", 0, "s" + text}}));
  }
  EXPECT_EQ(WEIR_E_CONFIG, state->Rewind(3).code());
  ASSERT_TRUE(state->Rewind(4).ok());
  ASSERT_EQ(1u, state->Snapshots()->size());
  EXPECT_EQ("s4", state->Snapshots()->front().bytes);
}

TEST(Rewind, IsRefusedToWhereNoEpochIs) {
  const TempFolder folder;
  EXPECT_EQ(WEIR_E_CONFIG, ThreeEpochs(folder.path())->Rewind(4).code());
}

TEST(Rewind, NoticesThatWhatItUndoesIsDamaged) {
  for (const char* change : {"UPDATE undo SET position = '16' WHERE epoch = 2", "DELETE FROM undo WHERE epoch = 2"}) {
    const TempFolder folder;
    ThreeEpochs(folder.path());
    Change(folder / "state.db", change);
    const auto state = OpenState(folder.path());
    EXPECT_EQ(WEIR_E_FATAL, state->Rewind(1).code()) << change;
    EXPECT_EQ(Seen::Finished, Look(*OpenState(folder.path()), "a")) << "nothing may have changed";
  }
}

// An epoch of two sinks, one of which is refused.
std::unique_ptr<State> Refused(const std::string& folder) {
  auto state = ThreeEpochs(folder);
  EpochRecord epoch = Epoch(4, {{1, "b", "w", "9", true, false}, {1, "c", "v", "3", true, false}}, {{"lake", 0, "four"}, {"text", 0, "4"}},
                            {{"window", 0, "s4"}});
  epoch.final = true;
  EXPECT_TRUE(state->Record(epoch).ok());
  EXPECT_TRUE(state->BeginRepair({"text"}).ok());
  return state;
}

TEST(Repair, TakesBackWhatWasRefusedAndKeepsTheRest) {
  const TempFolder folder;
  const auto state = Refused(folder.path());
  EXPECT_FALSE(state->prepared());
  EXPECT_EQ((Words{"text 4"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
  EXPECT_TRUE(state->Receipts(ReceiptState::Prepared)->empty());
}

TEST(Repair, ReadsTheSpanOfTheEpochAndNothingElse) {
  const TempFolder folder;
  Refused(folder.path());
  const auto state = OpenState(folder.path());  // it is still owed after a restart
  ASSERT_TRUE(state->owed());
  EXPECT_EQ(4u, state->owed()->epoch);
  EXPECT_TRUE(state->owed()->final);
  EXPECT_EQ((std::set<std::string>{"text"}), state->owed()->sinks);
  EXPECT_EQ(Seen::Finished, Look(*state, "a"));
  EXPECT_EQ(Seen::Finished, Look(*state, "not known at all"));
  const Bookmark grown = *state->Look(1, "b", "any version");
  EXPECT_EQ(Seen::Resumed, grown.seen);
  EXPECT_EQ("5", grown.position);
  EXPECT_EQ("9", grown.until);
  const Bookmark first = *state->Look(1, "c", "v");
  EXPECT_EQ("", first.position);
  EXPECT_EQ("3", first.until);
}

TEST(Repair, StatefulNodesBeginAsTheEpochDidAndEndAsItEnded) {
  const TempFolder folder;
  const auto state = Refused(folder.path());
  EXPECT_EQ("s3", state->Snapshots()->front().bytes);
  Commit(*state, Epoch(5, {}, {{"text", 0, "5"}}));
  EXPECT_EQ("s4", state->Snapshots()->front().bytes);
  EXPECT_EQ("s4", OpenState(folder.path())->Snapshots()->front().bytes);
}

TEST(Repair, IsWholeWhenEverySpanWasReadToItsEnd) {
  const TempFolder folder;
  const auto state = Refused(folder.path());
  EXPECT_TRUE(state->CheckRepaired({{1, "b", "w", "9", true, false}, {1, "c", "v", "3", true, false}}).ok());
  EXPECT_EQ(WEIR_E_FATAL, state->CheckRepaired({{1, "b", "w", "9", true, false}}).code());
  EXPECT_EQ(WEIR_E_FATAL, state->CheckRepaired({{1, "b", "w", "9", true, false}, {1, "c", "v", "2", true, false}}).code());
}

TEST(Repair, EndsWithItsEpochAndMovesNoBookmark) {
  const TempFolder folder;
  const auto state = Refused(folder.path());
  Commit(*state, Epoch(5, {}, {{"text", 0, "5"}}));
  EXPECT_FALSE(state->owed());
  EXPECT_FALSE(OpenState(folder.path())->owed());
  EXPECT_EQ(Seen::Finished, Look(*state, "c"));
  EXPECT_TRUE(state->Receipts(ReceiptState::ToRetract)->empty());
}

TEST(Repair, ThatIsRefusedItselfRepairsTheSameEpoch) {
  const TempFolder folder;
  const auto state = Refused(folder.path());
  ASSERT_TRUE(state->Record(Epoch(5, {}, {{"text", 0, "5"}})).ok());
  ASSERT_TRUE(state->BeginRepair({"text"}).ok());
  EXPECT_EQ(4u, state->owed()->epoch);
  EXPECT_EQ((Words{"text 5"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
  EXPECT_EQ("s3", state->Snapshots()->front().bytes);
  EXPECT_EQ("9", state->Look(1, "b", "w")->until);
}

TEST(Repair, CanBeGivenUpByARewindToBeforeItsEpoch) {
  const TempFolder folder;
  const auto state = Refused(folder.path());
  EXPECT_EQ(WEIR_E_CONFIG, state->Rewind(4).code());
  ASSERT_TRUE(state->Rewind(3).ok());
  EXPECT_FALSE(state->owed());
  EXPECT_EQ((Words{"lake four", "text 4"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
  EXPECT_EQ(Seen::New, Look(*OpenState(folder.path()), "c"));
}

TEST(Repair, AndItsEpochAreRewoundTogether) {
  const TempFolder folder;
  const auto state = Refused(folder.path());
  Commit(*state, Epoch(5, {}, {{"text", 0, "5"}}));
  Commit(*state, Epoch(6, {{1, "d", "v", "1", true, false}}));
  EXPECT_TRUE(state->Rewind(5).ok());
  EXPECT_EQ(WEIR_E_CONFIG, state->Rewind(4).code());
  EXPECT_TRUE(state->Rewind(3).ok());
  EXPECT_EQ((Words{"lake four", "text 5"}), BytesOf(state->Receipts(ReceiptState::ToRetract)));
}

TEST(Repair, NoticesThatTheStartOfItsSpanIsDamaged) {
  for (const char* change : {"UPDATE undo SET position = '4' WHERE epoch = 4", "DELETE FROM undo WHERE epoch = 4"}) {
    const TempFolder folder;
    Refused(folder.path());
    Change(folder / "state.db", change);
    const auto state = State::Open(folder.path(), kLake);
    ASSERT_FALSE(state.ok()) << change;
    EXPECT_EQ(WEIR_E_FATAL, state.status().code());
  }
}

}  // namespace
}  // namespace weir::epoch

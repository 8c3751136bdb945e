#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <chrono>
#include <filesystem>

#include "epoch/state_lock.hpp"
#include "epoch/states.hpp"
#include "epoch/sum.hpp"
#include "epoch/witness.hpp"
#include "store/as_nobody.hpp"
#include "store/temp_folder.hpp"

namespace weir::epoch {
namespace {

TEST(State, BeginsAsANewOne) {
  const TempFolder folder;
  const auto state = OpenState(folder.path());
  EXPECT_TRUE(state->is_new());
  EXPECT_EQ(0u, state->last_epoch());
  EXPECT_FALSE(state->prepared());
  EXPECT_EQ(36u, state->state_id().size());
}

TEST(State, IsTheSameForTheSameSinks) {
  const TempFolder folder;
  const std::string id = OpenState(folder.path())->state_id();
  const auto again = OpenState(folder.path());
  EXPECT_FALSE(again->is_new());
  EXPECT_EQ(id, again->state_id());
  EXPECT_TRUE(again->new_sinks().empty());
}

TEST(State, IsANewOneForOtherSinksAndTheOldOneWhenTheyAreBack) {
  const TempFolder folder;
  const std::string id = OpenState(folder.path(), kLake)->state_id();
  const auto other = OpenState(folder.path(), kOther);
  EXPECT_TRUE(other->is_new());
  EXPECT_NE(id, other->state_id());
  EXPECT_EQ(id, OpenState(folder.path(), kLake)->state_id());
}

TEST(State, TheBookmarksOfOtherSinksAreTheirOwn) {
  const TempFolder folder;
  Commit(*OpenState(folder.path(), kLake), Epoch(1, {{1, "a", "v", "", true, false}}));
  EXPECT_EQ(Seen::New, Look(*OpenState(folder.path(), kOther), "a"));
  EXPECT_EQ(Seen::Finished, Look(*OpenState(folder.path(), kLake), "a"));
}

TEST(State, NamesASinkThatJoins) {
  const TempFolder folder;
  const std::string id = OpenState(folder.path(), kLake)->state_id();
  const auto both = OpenState(folder.path(), {kLake[0], {"search", "es\n"}});
  EXPECT_EQ(id, both->state_id());
  EXPECT_EQ((std::vector<std::string>{"search"}), both->new_sinks());
}

TEST(State, RemembersTheWindowThatIsUnderWay) {
  const TempFolder folder;
  EXPECT_EQ("", OpenState(folder.path())->window());
  ASSERT_TRUE(OpenState(folder.path())->SetWindow("a window").ok());
  EXPECT_EQ("a window", OpenState(folder.path())->window());
  EXPECT_EQ("", OpenState(folder.path(), kOther)->window()) << "another generation takes others";
  ASSERT_TRUE(OpenState(folder.path())->SetWindow("").ok());
  EXPECT_EQ("", OpenState(folder.path())->window());
}

TEST(State, KnowsASplitOfWhichSomethingWasCommitted) {
  const TempFolder folder;
  Commit(*OpenState(folder.path()), Epoch(1, {{1, "a", "v", "p", false, false}}));
  const auto state = OpenState(folder.path());
  EXPECT_TRUE(state->Knows(1, "a"));
  EXPECT_FALSE(state->Knows(1, "b"));
  EXPECT_FALSE(state->Knows(2, "a")) << "of another source";
}

TEST(State, AResetBeginsANewOne) {
  const TempFolder folder;
  const std::string id = OpenState(folder.path())->state_id();
  ASSERT_TRUE(OpenState(folder.path())->Reset().ok());
  EXPECT_NE(id, OpenState(folder.path())->state_id());
}

TEST(State, KeepsWhatIsFinishedOverARestart) {
  const TempFolder folder;
  Commit(*OpenState(folder.path()), Epoch(1, {{1, "a", "v", "", true, false}}));
  const auto state = OpenState(folder.path());
  EXPECT_EQ(Seen::Finished, Look(*state, "a"));
  EXPECT_EQ(Seen::New, Look(*state, "b"));
}

TEST(State, KeepsThePositionOverARestart) {
  const TempFolder folder;
  const std::string bytes("\0\1position", 10);
  Commit(*OpenState(folder.path()), Epoch(1, {{1, "a", "v", bytes, false, false}}));
  std::string position;
  EXPECT_EQ(Seen::Resumed, Look(*OpenState(folder.path()), "a", "v", &position));
  EXPECT_EQ(bytes, position);
}

TEST(State, ASplitThatFinishesHasNoPositionAnyMore) {
  const TempFolder folder;
  {
    const auto state = OpenState(folder.path());
    Commit(*state, Epoch(1, {{1, "a", "v", "17", false, false}}));
    Commit(*state, Epoch(2, {{1, "a", "v", "", true, false}}));
    EXPECT_EQ(Seen::Finished, Look(*state, "a"));
  }
  EXPECT_EQ(Seen::Finished, Look(*OpenState(folder.path()), "a"));
}

TEST(State, TheNewestPositionCounts) {
  const TempFolder folder;
  const auto state = OpenState(folder.path());
  Commit(*state, Epoch(1, {{1, "a", "v", "17", false, false}}));
  Commit(*state, Epoch(2, {{1, "a", "v", "18", false, false}}));
  std::string position;
  Look(*state, "a", "v", &position);
  EXPECT_EQ("18", position);
}

TEST(State, ASplitOfAnotherVersionHasChanged) {
  const TempFolder folder;
  const auto state = OpenState(folder.path());
  Commit(*state, Epoch(1, {{1, "finished", "v", "", true, false}, {1, "open", "v", "17", false, false}}));
  EXPECT_EQ(Seen::Changed, Look(*state, "finished", "w"));
  EXPECT_EQ(Seen::Changed, Look(*state, "open", "w"));
}

TEST(State, SplitsOfTwoSourcesMayHaveTheSameId) {
  const TempFolder folder;
  const auto state = OpenState(folder.path());
  Commit(*state, Epoch(1, {{1, "a", "v", "", true, false}}));
  EXPECT_EQ(Seen::New, state->Look(2, "a", "v")->seen);
}

TEST(State, FindsWhatWasRecordedAndNotConfirmed) {
  const TempFolder folder;
  ASSERT_TRUE(OpenState(folder.path())
                  ->Record(Epoch(3, {{1, "a", "v", "", true, false}}, {{"lake", 0, "one"}, {"lake", 1, std::string("t\0o", 3)}}))
                  .ok());
  const auto state = OpenState(folder.path());
  EXPECT_EQ(3u, state->prepared());
  const auto receipts = state->Receipts(ReceiptState::Prepared);
  ASSERT_TRUE(receipts.ok());
  ASSERT_EQ(2u, receipts->size());
  EXPECT_EQ("lake", (*receipts)[1].node);
  EXPECT_EQ(1u, (*receipts)[1].lane);
  EXPECT_EQ(std::string("t\0o", 3), (*receipts)[1].bytes);
}

TEST(State, HasNoReceiptsOnceTheyAreConfirmed) {
  const TempFolder folder;
  Commit(*OpenState(folder.path()), Epoch(1, {}, {{"lake", 0, "one"}}));
  const auto state = OpenState(folder.path());
  EXPECT_FALSE(state->prepared());
  EXPECT_TRUE(state->Receipts(ReceiptState::Prepared)->empty());
}

TEST(State, KeepsTheSnapshotsOfTheLastEpoch) {
  const TempFolder folder;
  {
    const auto state = OpenState(folder.path());
    Commit(*state, Epoch(1, {}, {}, {{"window", 0, "old"}}));
    Commit(*state, Epoch(2, {}, {}, {{"window", 0, "a"}, {"window", 1, "b"}}));
  }
  const auto snapshots = OpenState(folder.path())->Snapshots();
  ASSERT_TRUE(snapshots.ok());
  ASSERT_EQ(2u, snapshots->size());
  EXPECT_EQ("a", (*snapshots)[0].bytes);
  EXPECT_EQ("b", (*snapshots)[1].bytes);
}

TEST(State, EpochNumbersGoOnAfterARestart) {
  const TempFolder folder;
  Commit(*OpenState(folder.path()), Epoch(41, {}));
  EXPECT_EQ(41u, OpenState(folder.path())->last_epoch());
}

TEST(State, AnEpochIsRecordedWholeOrNotAtAll) {
  const TempFolder folder;
  {
    const auto state = OpenState(folder.path());
    Commit(*state, Epoch(1, {}));
    // A second epoch of that number is refused by the database; what came with it must be gone too.
#ifdef NDEBUG
    EXPECT_FALSE(state->Record(Epoch(1, {{1, "a", "v", "", true, false}})).ok());
#endif
  }
  EXPECT_EQ(Seen::New, Look(*OpenState(folder.path()), "a"));
}

TEST(State, NotesRuns) {
  const TempFolder folder;
  EXPECT_TRUE(OpenState(folder.path())->AddRun({.started_ns = 1, .ended_ns = 2, .status = "done"}).ok());
}

TEST(State, LoadsAHundredThousandFinishedSplitsInAFewSeconds) {
  const TempFolder folder;
  std::vector<SplitProgress> splits;
  for (int i = 0; i < 100'000; ++i)
    splits.push_back({1, "s3://bucket/AWSLogs/000000000000/elasticloadbalancing/file-" + std::to_string(i), "etag", "", true, false});
  Commit(*OpenState(folder.path()), Epoch(1, splits));
  const auto from = std::chrono::steady_clock::now();
  const auto state = OpenState(folder.path());
  const auto took = std::chrono::steady_clock::now() - from;
  EXPECT_EQ(100'000u, state->known_splits());
  EXPECT_EQ(Seen::Finished, Look(*state, splits[77'777].id, "etag"));
#ifdef NDEBUG
  EXPECT_LT(took, std::chrono::seconds(3));
#else
  (void)took;  // sanitizers have their own time
#endif
}

TEST(State, ADamagedDatabaseIsNamedWithWhatToDo) {
  const TempFolder folder;
  folder.Put("state.db", std::string(8192, 'x'));
  const auto state = State::Open(folder.path(), kLake);
  ASSERT_FALSE(state.ok());
  EXPECT_EQ(WEIR_E_FATAL, state.status().code());
  EXPECT_NE(std::string::npos, state.status().message().find(folder / "state.db: file is not a database; restore its folder"))
      << state.status().message();
}

TEST(State, ADatabaseThatIsCutOffIsNamedWithWhatToDo) {
  const TempFolder folder;
  std::vector<SplitProgress> splits;
  for (int i = 0; i < 1000; ++i) splits.push_back({1, "split " + std::to_string(i), "v", "", true, false});
  Commit(*OpenState(folder.path()), Epoch(1, splits));
  const std::string whole = folder.Get("state.db");
  std::filesystem::remove(folder / "state.db-wal");
  folder.Put("state.db", whole.substr(0, whole.size() / 2));
  const auto state = State::Open(folder.path(), kLake);
  ASSERT_FALSE(state.ok());
  EXPECT_EQ(WEIR_E_FATAL, state.status().code());
  EXPECT_NE(std::string::npos, state.status().message().find("malformed; restore its folder from a backup")) << state.status().message();
}

// SQLite does not look at what is in its rows, so each has a checksum of its own.
TEST(State, ARowThatIsNotAsItWasWrittenIsDamage) {
  for (const char* change : {"UPDATE split SET position = 'q'", "UPDATE split SET finished = 0", "UPDATE split SET id = 'c'",
                             "DELETE FROM split", "UPDATE epoch SET ledger = '[1]'", "UPDATE epoch SET phase = 'prepareD'",
                             "DELETE FROM receipt", "DELETE FROM snapshot", "UPDATE epoch SET splits_sum = splits_sum + 1",
                             "INSERT INTO split SELECT generation, x'00', source, id, version, position, finished, "
                             "damaged, epoch, sum FROM split",
                             "UPDATE split SET key = CAST('0123456789abcdef' AS BLOB)"}) {
    const TempFolder folder;
    Commit(*OpenState(folder.path()), Epoch(1, {{1, "a", "v", "p", true, false}}, {{"lake", 0, "one"}}, {{"window", 0, "state"}}));
    Change(folder / "state.db", change);
    const auto state = State::Open(folder.path(), kLake);
    ASSERT_FALSE(state.ok()) << change;
    EXPECT_EQ(WEIR_E_FATAL, state.status().code());
    EXPECT_NE(std::string::npos, state.status().message().find("state.db is damaged: ")) << state.status().message();
  }
}

TEST(State, AReceiptOrASnapshotThatIsNotAsItWasWrittenIsDamage) {
  const TempFolder folder;
  ASSERT_TRUE(OpenState(folder.path())->Record(Epoch(1, {}, {{"lake", 0, "one"}}, {{"window", 0, "state"}})).ok());
  Change(folder / "state.db", "UPDATE receipt SET bytes = 'two'; UPDATE snapshot SET bytes = 'two'");
  const auto state = OpenState(folder.path());
  EXPECT_EQ(WEIR_E_FATAL, state->Receipts(ReceiptState::Prepared).status().code());
  EXPECT_EQ(WEIR_E_FATAL, state->Snapshots().status().code());
}

TEST(State, AnOlderCopyIsNoticed) {
  const TempFolder folder;
  Commit(*OpenState(folder.path()), Epoch(1, {{1, "a", "v", "p", true, false}}));
  const std::string old = folder.Get("state.db");
  Commit(*OpenState(folder.path()), Epoch(2, {{1, "b", "v", "p", true, false}}));
  folder.Put("state.db", old);
  const auto state = State::Open(folder.path(), kLake);
  ASSERT_FALSE(state.ok());
  EXPECT_EQ(WEIR_E_FATAL, state.status().code());
  EXPECT_NE(std::string::npos, state.status().message().find("knows no epoch after 1, but epoch 2 was recorded here"))
      << state.status().message();
}

// A copy shows by the time of its last change, which only the file system sets: also one that was copied over the original.
TEST(State, AFolderThatWasBroughtBackIsMovedUntilItIsSettled) {
  const TempFolder folder;
  Commit(*OpenState(folder.path()), Epoch(1, {}));
  EXPECT_FALSE(OpenState(folder.path())->moved());
  const std::string witness = OpenState(folder.path())->state_id() + Witness::kEnding;
  // As if it had been written an hour ago.
  std::string line = folder.Get(witness);
  ASSERT_EQ(" at ", line.substr(26, 4));
  Sum sum;
  const int64_t hour_ago = std::stoll(line.substr(30, 22)) - 3'600'000'000'000;
  sum.Add(uint64_t{1}).Add(static_cast<uint64_t>(hour_ago));
  folder.Put(witness, fmt::format("epoch {:020} at {:022} {:016x}\n", 1, hour_ago, sum.value()));
  EXPECT_TRUE(OpenState(folder.path())->moved());
  EXPECT_TRUE(OpenState(folder.path())->Settle().ok());
  EXPECT_FALSE(OpenState(folder.path())->moved());
}

TEST(State, ADatabaseThatIsGoneIsMissed) {
  const TempFolder folder;
  Commit(*OpenState(folder.path()), Epoch(1, {}));
  std::filesystem::remove(folder / "state.db");
  const auto state = OpenState(folder.path());
  EXPECT_TRUE(state->is_new());
  EXPECT_EQ(1u, state->lost().size());
  // However often it is opened meanwhile.
  const auto again = OpenState(folder.path());
  ASSERT_EQ(1u, again->lost().size());
  EXPECT_TRUE(again->lost().front().ends_with(".epoch")) << again->lost().front();
  EXPECT_TRUE(again->Settle().ok());
  EXPECT_TRUE(OpenState(folder.path())->lost().empty());
}

TEST(State, ADatabaseOfANewerWeirIsLeftAlone) {
  const TempFolder folder;
  OpenState(folder.path());
  // The user_version of a SQLite file is at byte 60 of its header, big-endian.
  std::string bytes = folder.Get("state.db");
  bytes[63] = 99;
  folder.Put("state.db", bytes);
  const auto state = State::Open(folder.path(), kLake);
  ASSERT_FALSE(state.ok());
  EXPECT_NE(std::string::npos, state.status().message().find("state.db is of version 99, this weir knows ")) << state.status().message();
}

TEST(State, AStateIdThatCanNotNameAFolderIsRefused) {
  for (const char* id : {"'../../x'", "''", "x'00ff'"}) {
    const TempFolder folder;
    OpenState(folder.path());
    Change(folder / "state.db", fmt::format("UPDATE generation SET state_id = {}", id).c_str());
    EXPECT_EQ(WEIR_E_FATAL, State::Open(folder.path(), kLake).status().code()) << id;
  }
}

TEST(State, AnEpochNumberBehindWhichThereIsNoneIsRefused) {
  for (const char* number : {"-1", "9223372036854775807"}) {
    const TempFolder folder;
    Commit(*OpenState(folder.path()), Epoch(1, {}));
    Change(folder / "state.db", fmt::format("UPDATE epoch SET number = {}", number).c_str());
    EXPECT_EQ(WEIR_E_FATAL, State::Open(folder.path(), kLake).status().code()) << number;
  }
}

// Without them the next epoch would be the first, and what was prepared would be forgotten.
TEST(State, EpochsThatCanNotBeReadAreAnError) {
  const TempFolder folder;
  ASSERT_TRUE(OpenState(folder.path())->Record(Epoch(7, {})).ok());
  Change(folder / "state.db", "DROP TABLE epoch");
  EXPECT_FALSE(State::Open(folder.path(), kLake).ok());
}

TEST(State, TriggersAndViewsOfADatabaseDoNotRun) {
  const TempFolder folder;
  OpenState(folder.path());
  Change(folder / "state.db", "CREATE TRIGGER t AFTER INSERT ON epoch BEGIN DELETE FROM epoch; END");
  Commit(*OpenState(folder.path()), Epoch(1, {}));
  EXPECT_EQ(1u, OpenState(folder.path())->last_epoch());
  Change(folder / "state.db",
         "DROP TABLE receipt; CREATE VIEW receipt AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
         "SELECT 1 generation, 1 epoch, i number, 'n' node, 0 lane, 'b' bytes, 0 state FROM n");
  EXPECT_FALSE(State::Open(folder.path(), kLake).ok());
}

TEST(State, AFolderThatCanNotBeWrittenIsDenied) {
  const TempFolder folder;
  const std::string said = AsNobody([&] {
    const auto lock = StateLock::Take(folder.path());
    return lock.ok() ? "it could" : std::to_string(lock.status().code()) + " " + lock.status().message();
  });
  EXPECT_EQ(
      std::to_string(WEIR_E_DENIED) + " open " + (folder / "lock") + ": Permission denied; set WEIR_STATE to a folder that can be written",
      said);
}

TEST(State, ADatabaseThatCanNotBeWrittenIsDenied) {
  const TempFolder folder;
  OpenState(folder.path());
  const std::string said = AsNobody([&] {
    const auto state = State::Open(folder.path(), kLake);
    return state.ok() ? "it could" : std::to_string(state.status().code()) + " " + state.status().message();
  });
  EXPECT_TRUE(said.starts_with(std::to_string(WEIR_E_DENIED))) << said;
  EXPECT_NE(std::string::npos, said.find(folder / "state.db")) << said;
}

TEST(StateLock, IsHeldByOneAndNamesItsHolder) {
  const TempFolder folder;
  const auto held = StateLock::Take(folder.path());
  ASSERT_TRUE(held.ok()) << held.status().message();
  const auto second = StateLock::Take(folder.path());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(WEIR_E_RETRY, second.status().code());
  EXPECT_NE(std::string::npos,
            second.status().message().find("another run holds this pipeline: pid " + std::to_string(::getpid()) + " on "))
      << second.status().message();
}

TEST(StateLock, HeldByAnotherProcessNamesThatProcess) {
  const TempFolder folder;
  int ready[2], done[2];
  ASSERT_EQ(0, ::pipe(ready));
  ASSERT_EQ(0, ::pipe(done));
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = StateLock::Take(folder.path());
    char byte = lock.ok() ? 'y' : 'n';
    ::close(done[1]);
    if (::write(ready[1], &byte, 1) != 1 || ::read(done[0], &byte, 1) != 0) ::_exit(1);
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(1, ::read(ready[0], &byte, 1));
  ASSERT_EQ('y', byte);
  const auto lock = StateLock::Take(folder.path());
  ::close(done[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_FALSE(lock.ok());
  EXPECT_NE(std::string::npos, lock.status().message().find("pid " + std::to_string(child))) << lock.status().message();
}

TEST(StateLock, IsFreeAgainWhenItsHolderIsGone) {
  const TempFolder folder;
  { const auto held = StateLock::Take(folder.path()); }
  EXPECT_TRUE(StateLock::Take(folder.path()).ok());
}

TEST(StateFolder, IsNamedByThePipelineAndItsIdentity) {
  EXPECT_EQ(StateFolder("/s", "alb", "one"), StateFolder("/s", "alb", "one"));
  EXPECT_NE(StateFolder("/s", "alb", "one"), StateFolder("/s", "alb", "two"));
  EXPECT_TRUE(StateFolder("/s", "a/b c", "one").starts_with("/s/a_b_c-"));
}

}  // namespace
}  // namespace weir::epoch

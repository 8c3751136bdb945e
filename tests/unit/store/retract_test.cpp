// What Retract takes away and what it leaves; and which files of a target a state does not know of.
#include "staged.hpp"

namespace weir::store {
namespace {

TEST(Retract, RemovesACommittedFile) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "p/x", "1");
  ASSERT_TRUE(Commit(receipt).ok());
  ASSERT_TRUE(Retract(receipt).ok());
  EXPECT_FALSE(root.Has("p/x"));
  EXPECT_TRUE(Retract(receipt).ok()) << "again";
}

TEST(Retract, RemovesAFileThatIsStillStaged) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "x", "1");
  ASSERT_TRUE(Retract(receipt).ok());
  EXPECT_FALSE(std::filesystem::exists(StagedPath(receipt)));
}

TEST(Retract, RemovesBothNamesOfACommitThatDiedInBetween) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "x", "1");
  std::filesystem::create_hard_link(StagedPath(receipt), root / "x");
  ASSERT_TRUE(Retract(receipt).ok());
  EXPECT_FALSE(root.Has("x"));
  EXPECT_FALSE(std::filesystem::exists(StagedPath(receipt)));
}

// The commit was refused because of it.
TEST(Retract, LeavesAnotherFileThatHasThePlace) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "x", "ours");
  root.Put("x", "theirs");
  ASSERT_FALSE(Commit(receipt).ok());
  // However often; as long as the staged one is there it tells whose the other is.
  for (int time = 0; time < 3; ++time) ASSERT_TRUE(Retract(receipt).ok());
  EXPECT_EQ("theirs", root.Get("x"));
}

TEST(Retract, DoesNotTakeAnUnmountedTargetForDone) {
  const TempFolder temp;
  const std::string receipt = Stage(temp / "lake", "s", "x", "1");
  ASSERT_TRUE(Commit(receipt).ok());
  std::filesystem::rename(temp / "lake", temp / "elsewhere");
  EXPECT_EQ(WEIR_E_FATAL, Retract(receipt).code());
  std::filesystem::rename(temp / "elsewhere", temp / "lake");
  ASSERT_TRUE(Retract(receipt).ok());
  EXPECT_FALSE(temp.Has("lake/x"));
}

TEST(Retract, HasNothingToDoWhereAFileIsInTheWayOfTheFolder) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "p/x", "1");
  root.Put("p", "no folder");
  ASSERT_FALSE(Commit(receipt).ok());
  EXPECT_TRUE(Retract(receipt).ok());
  EXPECT_EQ("no folder", root.Get("p"));
}

const std::string kOurs = "0123abcd-0000-4000-8000-000000000000";

TEST(ForeignFile, OfANewStateIsOneOfAnyOtherState) {
  const TempFolder root;
  root.Put("region=eu/part-0123abcd-1-0-0.parquet", "");
  EXPECT_EQ("", ForeignFile(root.path(), 0, ReaderOf("part-", kOurs)));
  root.Put("region=us/part-deadbeef-1-0-0.parquet", "");
  EXPECT_EQ(root / "region=us/part-deadbeef-1-0-0.parquet", ForeignFile(root.path(), 0, ReaderOf("part-", kOurs)));
}

TEST(ForeignFile, OfAnOlderStateIsOneOfItsOwnLaterEpochs) {
  const TempFolder root;
  root.Put("part-0123abcd-17-0-0.parquet", "");
  root.Put("part-deadbeef-99-0-0.parquet", "");
  EXPECT_EQ("", ForeignFile(root.path(), 17, ReaderOf("part-", kOurs)));
  EXPECT_EQ(root / "part-0123abcd-17-0-0.parquet", ForeignFile(root.path(), 16, ReaderOf("part-", kOurs)));
}

TEST(ForeignFile, IsNamedAsASinkNamesItsFiles) {
  const TempFolder root;
  for (const char* name : {"part-deadbeef.parquet", "part-deadbeef-1-0.parquet", "part-deadbee-1-0-0.parquet",
                           "part-deadbeef-x-0-0.parquet", "deadbeef-1-0-0.parquet", "part-deadbeef-99999999999999999999999-0-0.parquet"})
    root.Put(name, "");
  EXPECT_EQ("", ForeignFile(root.path(), 0, ReaderOf("part-", kOurs)));
}

TEST(ForeignFile, MayHaveItsPrefixTwice) {
  const TempFolder root;
  root.Put("copy-copy-deadbeef-1-0-0.jsonl", "");
  EXPECT_NE("", ForeignFile(root.path(), 0, ReaderOf("copy-", kOurs)));
}

TEST(ForeignFile, IsNotLookedForInTheStaging) {
  const TempFolder root;
  root.Put(".weir/deadbeef/part-deadbeef-1-0-0.parquet", "");
  EXPECT_EQ("", ForeignFile(root.path(), 0, ReaderOf("part-", kOurs)));
}

}  // namespace
}  // namespace weir::store

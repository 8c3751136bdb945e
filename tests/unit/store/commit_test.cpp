// Commit is called again after a crash, so every state that a crash can leave is a state it is called in.
#include "staged.hpp"

namespace weir::store {
namespace {

TEST(Commit, MovesTheFileAndTakesItsStagingAway) {
  const TempFolder root;
  ASSERT_TRUE(Commit(Stage(root.path(), "s", "region=eu/year=2024/x", "1")).ok());
  EXPECT_EQ("1", root.Get("region=eu/year=2024/x"));
  EXPECT_FALSE(root.Has(".weir"));
}

TEST(Commit, ASecondTimeChangesNothing) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "p/x", "1");
  ASSERT_TRUE(Commit(receipt).ok());
  ASSERT_TRUE(Commit(receipt).ok());
  EXPECT_EQ("1", root.Get("p/x"));
}

TEST(Commit, KnowsItsOwnFileAfterTheMoveWhileOthersAreStaged) {
  const TempFolder root;
  const std::string first = Stage(root.path(), "s", "x", "1");
  const std::string second = Stage(root.path(), "s", "y", "2");
  std::filesystem::rename(StagedPath(first), root / "x");  // died right after the move
  ASSERT_TRUE(Commit(first).ok());
  EXPECT_TRUE(std::filesystem::exists(StagedPath(second)));
  ASSERT_TRUE(Commit(second).ok());
  EXPECT_EQ("1", root.Get("x"));
  EXPECT_EQ("2", root.Get("y"));
  EXPECT_FALSE(root.Has(".weir"));
}

TEST(Commit, FinishesAMoveThatWasALinkSoFar) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "x", "1");
  std::filesystem::create_hard_link(StagedPath(receipt), root / "x");  // died between link and unlink
  const Status status = Commit(receipt);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ("1", root.Get("x"));
  EXPECT_FALSE(root.Has(".weir"));
}

TEST(Commit, FindsItsFoldersMadeAlready) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "a/b/x", "1");
  std::filesystem::create_directories(root / "a/b");
  ASSERT_TRUE(Commit(receipt).ok());
  EXPECT_EQ("1", root.Get("a/b/x"));
}

TEST(Commit, NeverReplacesAForeignFile) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "x", "ours");
  root.Put("x", "theirs");
  const Status status = Commit(receipt);
  EXPECT_EQ(WEIR_E_FATAL, status.code());
  EXPECT_NE(std::string::npos, status.message().find("another file has this name")) << status.message();
  EXPECT_EQ("theirs", root.Get("x"));
  EXPECT_TRUE(std::filesystem::exists(StagedPath(receipt)));
}

TEST(Commit, NamesBothPlacesWhenTheFileIsGone) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "p/x", "1");
  const std::string staged = StagedPath(receipt);
  std::filesystem::remove(staged);
  for (const bool with_folders : {true, false}) {
    if (!with_folders) std::filesystem::remove_all(root / ".weir");
    const Status status = Commit(receipt);
    EXPECT_EQ(WEIR_E_FATAL, status.code());
    EXPECT_NE(std::string::npos, status.message().find(root / "p/x")) << status.message();
    EXPECT_NE(std::string::npos, status.message().find(staged)) << status.message();
  }
}

TEST(Commit, MakesNoTreeWhereTheRootIsGone) {
  const TempFolder temp;
  const std::string receipt = Stage(temp / "lake", "s", "p/x", "1");
  std::filesystem::remove_all(temp / "lake");
  EXPECT_EQ(WEIR_E_FATAL, Commit(receipt).code());
  EXPECT_FALSE(temp.Has("lake"));
}

TEST(Commit, RefusesADamagedReceipt) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "x", "1");
  for (size_t bytes = 0; bytes < receipt.size() - 1; ++bytes) EXPECT_EQ(WEIR_E_FATAL, Commit(receipt.substr(0, bytes)).code()) << bytes;
  const std::string nul(1, '\0');
  const std::string staged = StagedPath(receipt);
  for (const std::string& other : {std::string("/etc/x"), root / "../x", root / "a/../x", root.path()})
    EXPECT_EQ(WEIR_E_FATAL, Commit("weir.file/1" + nul + staged + nul + other).code()) << other;
  EXPECT_EQ(WEIR_E_FATAL, Commit("weir.file/1" + nul + "/x.staged" + nul + "/x").code());
  EXPECT_EQ(WEIR_E_FATAL, Commit("weir.file/1" + nul + "/.weir/s/x.staged" + nul + "/x").code());
  EXPECT_TRUE(std::filesystem::exists(staged));
}

// Neither moves nor removes a file of somebody else that ends in ".staged".
TEST(Commit, RefusesAReceiptWhoseStateIsAnotherFolder) {
  const TempFolder root;
  root.Put("x.staged", "not ours");
  const std::string nul(1, '\0');
  for (const std::string state : {"..", ".", ""}) {
    const std::string receipt = "weir.file/1" + nul + root.path() + "/.weir/" + state + "/x.staged" + nul + root.path() + "/y";
    EXPECT_EQ(WEIR_E_FATAL, Commit(receipt).code()) << state;
    EXPECT_EQ(WEIR_E_FATAL, Retract(receipt).code()) << state;
  }
  EXPECT_TRUE(root.Has("x.staged"));
}

TEST(Commit, RefusesToCommitIntoTheStagingFolder) {
  const TempFolder root;
  const std::string receipt = Stage(root.path(), "s", "x", "1");
  const std::string nul(1, '\0');
  EXPECT_EQ(WEIR_E_FATAL, Commit("weir.file/1" + nul + StagedPath(receipt) + nul + root.path() + "/.weir/s/y").code());
}

}  // namespace
}  // namespace weir::store

#include <vector>

#include "staged.hpp"

namespace weir::store {
namespace {

Status SweepKeeping(const std::string& root, std::string_view state_id, const std::vector<std::string>& receipts) {
  std::vector<weir_str> keep;
  for (const std::string& receipt : receipts) keep.push_back(Str(receipt));
  return Sweep(root, state_id, keep);
}

TEST(Sweep, RemovesWhatNoReceiptNames) {
  const TempFolder root;
  const std::string kept = Stage(root.path(), "s", "p/kept", "1");
  const std::string left = Stage(root.path(), "s", "p/left", "2");
  ASSERT_TRUE(SweepKeeping(root.path(), "s", {"an upload's receipt", kept}).ok());
  EXPECT_FALSE(std::filesystem::exists(StagedPath(left)));
  ASSERT_TRUE(Commit(kept).ok());
  EXPECT_EQ("1", root.Get("p/kept"));
}

TEST(Sweep, KeepsWhatAReceiptNamesWhenTheRootIsSpelledInAnotherWay) {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "a");
  const std::string kept = Stage(temp / "lake", "s", "x", "1");
  ASSERT_TRUE(SweepKeeping(temp / "a/../lake", "s", {kept}).ok());
  ASSERT_TRUE(Commit(kept).ok());
}

TEST(Sweep, LeavesOtherStatesAndCommittedFilesAlone) {
  const TempFolder root;
  ASSERT_TRUE(Commit(Stage(root.path(), "s", "done", "0")).ok());
  const std::string ours = Stage(root.path(), "s", "x", "1");
  const std::string theirs = Stage(root.path(), "t", "x", "2");
  root.Put(".weir/s/note.txt", "not staged");
  ASSERT_TRUE(SweepKeeping(root.path(), "s", {}).ok());
  EXPECT_FALSE(std::filesystem::exists(StagedPath(ours)));
  EXPECT_TRUE(std::filesystem::exists(StagedPath(theirs)));
  EXPECT_EQ("0", root.Get("done"));
  EXPECT_TRUE(root.Has(".weir/s/note.txt"));
}

TEST(Sweep, TakesEmptyFoldersAway) {
  const TempFolder root;
  (void)Stage(root.path(), "s", "x", "1");
  ASSERT_TRUE(SweepKeeping(root.path(), "s", {}).ok());
  EXPECT_TRUE(std::filesystem::is_empty(root.path()));
}

TEST(Sweep, FollowsNoLinks) {
  const TempFolder root, elsewhere;
  elsewhere.Put("precious.staged", "1");
  std::filesystem::create_directories(root / ".weir/s");
  std::filesystem::create_symlink(elsewhere / "precious.staged", root / ".weir/s/link.staged");
  ASSERT_TRUE(SweepKeeping(root.path(), "s", {}).ok());
  EXPECT_TRUE(elsewhere.Has("precious.staged"));

  std::filesystem::create_directory(root / ".weir");
  std::filesystem::create_directory_symlink(elsewhere.path(), root / ".weir/t");
  EXPECT_FALSE(SweepKeeping(root.path(), "t", {}).ok());
  EXPECT_TRUE(elsewhere.Has("precious.staged"));
}

TEST(Sweep, HasNothingToDoBeforeTheFirstRun) {
  const TempFolder root;
  EXPECT_TRUE(SweepKeeping(root.path(), "s", {}).ok());
  EXPECT_TRUE(SweepKeeping(root / "not/there", "s", {}).ok());
  EXPECT_FALSE(root.Has("not"));
  EXPECT_FALSE(SweepKeeping(root.path(), "../s", {}).ok());
}

}  // namespace
}  // namespace weir::store

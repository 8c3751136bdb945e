#include "store/replace.hpp"

#include <gtest/gtest.h>

#include "temp_folder.hpp"

namespace weir::store {
namespace {

TEST(Replace, MakesTheFileAndItsFolders) {
  const TempFolder root;
  ASSERT_TRUE(Replace(root / "a/b/x.log", "1").ok());
  EXPECT_EQ("1", root.Get("a/b/x.log"));
  EXPECT_FALSE(root.Has("a/b/x.log.tmp"));
}

TEST(Replace, ReplacesWhatIsThere) {
  const TempFolder root;
  root.Put("x.log", "longer");
  ASSERT_TRUE(Replace(root / "x.log", "2").ok());
  EXPECT_EQ("2", root.Get("x.log"));
}

TEST(Replace, SaysWhatStandsInTheWay) {
  const TempFolder root;
  root.Put("file", "");
  const Status status = Replace(root / "file/x.log", "1");
  EXPECT_EQ(WEIR_E_FATAL, status.code());
  EXPECT_NE(status.message().find("create " + root / "file"), std::string::npos) << status.message();
  root.Put("folder/x", "");
  EXPECT_EQ(WEIR_E_FATAL, Replace(root / "folder", "1").code());
  EXPECT_FALSE(root.Has("folder.tmp"));
}

}  // namespace
}  // namespace weir::store

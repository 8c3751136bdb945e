#include "store/local/direct.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "temp_folder.hpp"

namespace weir::store::local {
namespace {

Piece Filled(size_t bytes, char with) {
  Piece piece = Piece::Take();
  const std::string text(bytes, with);
  std::string_view left = text;
  piece.Fill(left);
  EXPECT_TRUE(left.empty());
  return piece;
}

struct Opened {
  explicit Opened(const TempFolder& root)
      : folder(::open(root.path().c_str(), O_RDONLY | O_DIRECTORY)), file(::openat(folder.get(), "x", O_WRONLY | O_CREAT | O_EXCL, 0666)) {}
  const std::string name = "x";
  Descriptor folder, file;
};

TEST(Piece, TakesNoMoreThanItHasRoomFor) {
  Piece piece = Filled(Piece::kBytes - 10, 'a');
  std::string_view left = "0123456789abc";
  piece.Fill(left);
  EXPECT_TRUE(piece.is_full());
  EXPECT_EQ("abc", left);
  EXPECT_TRUE(piece.bytes().ends_with("a0123456789"));
}

TEST(DirectWrites, GoWhereTheyBelong) {
  const TempFolder root;
  const Opened opened(root);
  DirectWrites writes(opened.folder, opened.name, opened.file);
  writes.Open();
  for (uint64_t i = 20; i-- > 0;) writes.Begin(Filled(2 * kBlock + 5, static_cast<char>('a' + i)), 2 * kBlock, i * 2 * kBlock);
  EXPECT_EQ(0, writes.Wait());
  const std::string content = root.Get("x");
  ASSERT_EQ(40 * kBlock, content.size());
  for (size_t i = 0; i < 20; ++i)
    EXPECT_EQ(std::string(2 * kBlock, static_cast<char>('a' + i)), content.substr(i * 2 * kBlock, 2 * kBlock));
}

TEST(DirectWrites, AreUsualOnesWhereTheFileCannotBeOpenedForThem) {
  const TempFolder root;
  const Opened opened(root);
  const std::string name = "not there";
  DirectWrites writes(opened.folder, name, opened.file);
  writes.Open();
  writes.Begin(Filled(kBlock, 'a'), kBlock, 0);
  EXPECT_EQ(0, writes.Wait());
  EXPECT_EQ(std::string(kBlock, 'a'), root.Get("x"));
}

TEST(DirectWrites, AreUsualOnesWhereTheDiskRefusesThem) {
  const TempFolder root;
  const Opened opened(root);
  DirectWrites writes(opened.folder, opened.name, opened.file);
  writes.Open();
  writes.Begin(Filled(kBlock, 'a'), kBlock, 1);  // no disk has sectors that begin there
  EXPECT_EQ(0, writes.Wait());
  EXPECT_EQ('\0' + std::string(kBlock, 'a'), root.Get("x"));
}

TEST(DirectWrites, SayOnceThatOneFailed) {
  const TempFolder root;
  const Opened opened(root);
  const Descriptor only_read(::openat(opened.folder.get(), "x", O_RDONLY));
  const std::string name = "not there";
  DirectWrites writes(opened.folder, name, only_read);
  writes.Open();
  writes.Begin(Filled(kBlock, 'a'), kBlock, 0);
  EXPECT_EQ(EBADF, writes.Wait());
  EXPECT_EQ(0, writes.Wait());
  EXPECT_EQ(0, writes.Failure());
}

}  // namespace
}  // namespace weir::store::local

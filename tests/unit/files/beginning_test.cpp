#include "files/beginning.hpp"

#include <gtest/gtest.h>

#include "files/taken.hpp"
#include "store/readable.hpp"
#include "store/temp_folder.hpp"

namespace weir::files {
namespace {

// As a reader sees the bytes: in pieces.
std::string MarkInPieces(std::string_view bytes, size_t piece) {
  Beginning beginning;
  for (size_t at = 0; at < bytes.size(); at += piece) beginning.Append(bytes.substr(at, piece));
  return beginning.Mark();
}

// As it is found again in the file.
std::string MarkInFile(const std::string& path, uint64_t bytes) {
  const auto file = store::Open(path, 0, {});
  EXPECT_TRUE(file.ok());
  return Beginning::Of(**file, bytes)->Mark();
}

TEST(Beginning, HasTheSameMarkHoweverItWasRead) {
  const TempFolder folder;
  const std::string all = Noise(30'000);
  folder.Put("f", all);
  for (const size_t bytes : {1, 2, 100, 4095, 4096, 4097, 8191, 8192, 8193, 12'289, 30'000}) {
    const std::string mark = MarkInFile(folder / "f", bytes);
    EXPECT_EQ(Beginning::kMarkBytes, mark.size());
    EXPECT_EQ(bytes, EndOf(mark));
    for (const size_t piece : {1, 7, 1000, 4095, 4096, 4097, 8192, 30'000})
      EXPECT_EQ(mark, MarkInPieces(all.substr(0, bytes), piece)) << bytes << " in pieces of " << piece;
  }
}

TEST(Beginning, GoesOnFromWhatTheFileHas) {
  const TempFolder folder;
  const std::string all = Noise(20'000);
  folder.Put("f", all);
  const auto file = store::Open(folder / "f", 0, {});
  ASSERT_TRUE(file.ok());
  for (const size_t from : {0, 1, 4095, 4096, 4097, 10'000})
    for (const size_t more : {1, 4095, 4096, 4097, 9'999}) {
      Result<Beginning> beginning = Beginning::Of(**file, from);
      ASSERT_TRUE(beginning.ok());
      beginning->Append(std::string_view(all).substr(from, more));
      EXPECT_EQ(MarkInFile(folder / "f", from + more), beginning->Mark()) << from << " and " << more;
    }
}

TEST(Beginning, HasAnotherMarkForEveryByteItLooksAt) {
  const std::string all = Noise(10'000);
  const std::string mark = MarkInPieces(all, 3000);
  for (const size_t at : {0, 1, 4095, 5904, 9999}) {
    std::string other = all;
    other[at] = static_cast<char>(other[at] + 1);
    EXPECT_NE(mark, MarkInPieces(other, 3000)) << at;
  }
  for (const size_t at : {4096, 5903}) {
    std::string other = all;
    other[at] = static_cast<char>(other[at] + 1);
    EXPECT_EQ(mark, MarkInPieces(other, 3000)) << at;
  }
}

TEST(Beginning, HasAnotherMarkWhenTheFileWasCut) {
  const TempFolder folder;
  for (const size_t bytes : {1, 4096, 10'000}) {
    const std::string all = Noise(bytes);
    folder.Put("f", all);
    const std::string mark = MarkInFile(folder / "f", bytes);
    folder.Put("f", all.substr(0, bytes - 1));
    EXPECT_NE(mark, MarkInFile(folder / "f", bytes)) << bytes;
  }
}

// Marks are kept for years: what they are made of must not change without another version.  The hash is of the five
// bytes twice, as they are both the first and the last ones.
TEST(Beginning, KeepsItsFormat) {
  std::string hex;
  for (const char c : MarkInPieces("weir\n", 5)) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    hex += digits;
  }
  EXPECT_EQ("010500000000000000883f8b3d61d606b9176cf108395610a3", hex);
}

TEST(Beginning, SaysWhyItCanNotBeRead) {
  class Broken : public store::Readable {
    Result<uint64_t> Size() override { return uint64_t{10}; }
    Result<size_t> ReadAt(uint64_t, std::span<char>) override { return Status::Fatal("it broke"); }
    Result<size_t> ReadOn(uint64_t, std::span<char>) override { return Status::Fatal("it broke"); }
  } broken;
  EXPECT_EQ("it broke", Beginning::Of(broken, 10).status().message());
}

}  // namespace
}  // namespace weir::files

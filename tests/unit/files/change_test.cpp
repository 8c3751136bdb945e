// A file that was read, and is another one when it is opened again.
#include <gtest/gtest.h>

#include "files/chunks.hpp"
#include "files/taken.hpp"
#include "store/temp_folder.hpp"

namespace weir::files {
namespace {

Result<std::unique_ptr<Source::Reader>> Open(const std::string& path, std::string_view position, OnChange on_change = OnChange::Report) {
  return OpenFile(path, 0, position, OnError::Continue, on_change, {});
}

// The position behind all of a file.
std::string ReadWhole(const std::string& path) {
  auto reader = Open(path, "");
  EXPECT_TRUE(reader.ok()) << reader.status().message();
  Taken taken;
  EXPECT_EQ(WEIR_END, PollAll(**reader, taken));
  return taken.position;
}

std::string With(std::string text, size_t at, char c) {
  text[at] = c;
  return text;
}

struct ChangeCase {
  const char* what;
  std::string before, after;
  bool is_same;
};

std::vector<ChangeCase> ChangeCases() {
  const std::string page = Noise(4096), big = Noise(300'000), chunk = Noise(256 << 10);
  return {
      {"untouched", big, big, true},
      {"grown", big, big + "more", true},
      {"one byte, untouched", "a", "a", true},
      {"one byte, grown", "a", "ab", true},
      {"one byte, another", "a", "b", false},
      {"one byte, another and grown", "a", "ba", false},
      {"one byte, gone", "a", "", false},
      {"short, its first byte is another", "abc", "xbc", false},
      {"short, its last byte is another", "abc", "abx", false},
      {"cut by a byte", big, big.substr(0, big.size() - 1), false},
      {"cut to nothing", big, "", false},
      {"another of the same size", big, Noise(big.size(), 2), false},
      {"another, longer", big, Noise(big.size() + 1000, 2), false},
      {"another beginning", big, With(big, 0, '!'), false},
      {"another end", big, With(big, big.size() - 1, '!'), false},
      {"another end, and grown", big, With(big, big.size() - 1, '!') + "more", false},
      {"a page, untouched", page, page, true},
      {"a page, grown", page, page + page, true},
      {"a page, its last byte is another", page, With(page, 4095, '!'), false},
      {"a chunk, grown", chunk, chunk + chunk, true},
      {"a chunk, its last byte is another", chunk, With(chunk, chunk.size() - 1, '!'), false},
      {"a chunk and a byte, which is another", chunk + '?', chunk + '!', false},
  };
}

TEST(Change, IsSeenWhateverItIs) {
  const TempFolder folder;
  for (const ChangeCase& c : ChangeCases()) {
    folder.Put("f", c.before);
    const std::string position = ReadWhole(folder / "f");
    EXPECT_EQ(c.before.size(), OffsetOf(position)) << c.what;
    folder.Put("f", c.after);
    auto reader = Open(folder / "f", position);
    ASSERT_EQ(c.is_same ? WEIR_OK : WEIR_E_SPLIT, reader.status().code()) << c.what << ": " << reader.status().message();
    if (!c.is_same) continue;
    EXPECT_FALSE((*reader)->restarted()) << c.what;
    Taken taken;
    EXPECT_EQ(WEIR_END, PollAll(**reader, taken)) << c.what;
    EXPECT_TRUE(c.after.substr(c.before.size()) == taken.bytes) << c.what;
  }
}

// What is inflated is read from its start again: the mark is there, the offset is 0.
TEST(Change, IsSeenWhereReadingBeginsAtTheStart) {
  const TempFolder folder;
  for (const ChangeCase& c : ChangeCases()) {
    folder.Put("f", c.before);
    const std::string position = Offset(0) + ReadWhole(folder / "f").substr(8);
    folder.Put("f", c.after);
    auto reader = Open(folder / "f", position);
    ASSERT_EQ(c.is_same ? WEIR_OK : WEIR_E_SPLIT, reader.status().code()) << c.what;
    if (!c.is_same) continue;
    Taken taken;
    EXPECT_EQ(WEIR_END, PollAll(**reader, taken)) << c.what;
    EXPECT_TRUE(c.after == taken.bytes) << c.what;
  }
}

TEST(Change, StartsAgainWhenThatIsAskedFor) {
  const TempFolder folder;
  for (const ChangeCase& c : ChangeCases()) {
    folder.Put("f", c.before);
    const std::string position = ReadWhole(folder / "f");
    folder.Put("f", c.after);
    auto reader = Open(folder / "f", position, OnChange::Reread);
    ASSERT_TRUE(reader.ok()) << c.what << ": " << reader.status().message();
    EXPECT_EQ(!c.is_same, (*reader)->restarted()) << c.what;
    Taken taken;
    EXPECT_EQ(WEIR_END, PollAll(**reader, taken)) << c.what;
    EXPECT_TRUE(c.after.substr(c.is_same ? c.before.size() : 0) == taken.bytes) << c.what;
    // What was read is held to what it is now.
    EXPECT_TRUE(taken.position.empty() || Open(folder / "f", taken.position).ok()) << c.what;
  }
}

TEST(Change, IsSaidWithWhatWasRead) {
  const TempFolder folder;
  folder.Put("f", "123456789");
  const std::string position = ReadWhole(folder / "f");
  const std::string begins = "open " + folder / "f: became another file since it was read (9 bytes of it were read): ";
  const std::string advice = "; to read such files from their start, set on_change = \"reread\"";
  folder.Put("f", "abcdefghij");
  EXPECT_EQ(begins + "it does not begin with them any more" + advice, Open(folder / "f", position).status().message());
  folder.Put("f", "123");
  EXPECT_EQ(begins + "it has 3 now" + advice, Open(folder / "f", position).status().message());
  const auto failed = Open(folder / "f", position, OnChange::Fail);
  EXPECT_EQ(WEIR_E_FATAL, failed.status().code());
  EXPECT_EQ(begins + "it has 3 now" + advice, failed.status().message());
}

TEST(Change, IsJudgedByItsOwnOption) {
  const TempFolder folder;
  folder.Put("f", "abc");
  const std::string position = ReadWhole(folder / "f");
  folder.Put("f", "xyz");
  EXPECT_EQ(WEIR_E_SPLIT, OpenFile(folder / "f", 0, position, OnError::Fail, OnChange::Report, {}).status().code());
  EXPECT_EQ(WEIR_E_FATAL, OpenFile(folder / "f", 0, position, OnError::Continue, OnChange::Fail, {}).status().code());
}

// From each chunk's end to each growth: every mark holds, and the marks made after resuming are those of one that read all.
TEST(Change, IsNoneFromAnyChunkOn) {
  const TempFolder folder;
  const std::string all = Noise(900'000);
  folder.Put("f", "");
  std::vector<std::string> positions{""};
  for (const size_t bytes : {1, 4000, 4097, 262'143, 262'144, 262'145, 600'000, 900'000}) {
    folder.Put("f", all.substr(0, bytes));
    auto reader = Open(folder / "f", positions.back());
    ASSERT_TRUE(reader.ok()) << bytes << ": " << reader.status().message();
    Taken taken;
    EXPECT_EQ(WEIR_END, PollAll(**reader, taken));
    EXPECT_TRUE(all.substr(OffsetOf(positions.back()), bytes - OffsetOf(positions.back())) == taken.bytes) << bytes;
    positions.push_back(taken.position);
    EXPECT_EQ(ReadWhole(folder / "f"), taken.position) << bytes;
  }
  for (const std::string& position : positions) EXPECT_TRUE(Open(folder / "f", position).ok()) << OffsetOf(position);
}

TEST(Change, IsNotLookedForWithoutAMark) {
  const TempFolder folder;
  folder.Put("f", "abcdef");
  auto reader = Open(folder / "f", Offset(3));
  ASSERT_TRUE(reader.ok());
  Taken taken;
  EXPECT_EQ(WEIR_END, PollAll(**reader, taken));
  EXPECT_EQ("def", taken.bytes);
  EXPECT_EQ(ReadWhole(folder / "f"), taken.position);
  EXPECT_EQ(WEIR_E_SPLIT, Open(folder / "f", Offset(7)).status().code());
}

// The records of a chunk may end before it does, so the mark may be of a later byte than the offset.
TEST(Change, IsSeenBehindTheOffsetToo) {
  const TempFolder folder;
  folder.Put("f", "abcdef");
  const std::string position = Offset(2) + ReadWhole(folder / "f").substr(8);
  auto reader = Open(folder / "f", position);
  ASSERT_TRUE(reader.ok());
  Taken taken;
  EXPECT_EQ(WEIR_END, PollAll(**reader, taken));
  EXPECT_EQ("cdef", taken.bytes);
  folder.Put("f", "abcdeX");
  EXPECT_EQ(WEIR_E_SPLIT, Open(folder / "f", position).status().code());
  folder.Put("f", "abc");
  EXPECT_EQ(WEIR_E_SPLIT, Open(folder / "f", position).status().code());
}

TEST(Change, ToAFileOfAnotherNameAndBackIsNone) {
  const TempFolder folder;
  folder.Put("f", "abcdef");
  const std::string position = ReadWhole(folder / "f");
  folder.Put("copy", "abcdef");
  std::filesystem::rename(folder / "copy", folder / "f");  // another inode, the same content
  EXPECT_TRUE(Open(folder / "f", position).ok());
}

TEST(Change, OfABookmarkFromAnotherVersionEndsTheRun) {
  const TempFolder folder;
  folder.Put("f", "abc");
  std::string position = ReadWhole(folder / "f");
  EXPECT_EQ(WEIR_E_BUG, Open(folder / "f", position.substr(0, position.size() - 1)).status().code());
  position[8] = 2;
  const auto newer = Open(folder / "f", position, OnChange::Reread);
  EXPECT_EQ(WEIR_E_FATAL, newer.status().code());
  EXPECT_EQ("open " + folder / "f: its bookmark was written by another version of this plugin; use that one", newer.status().message());
}

TEST(Change, IsSeenWhereAFileIsCutWhileItIsRead) {
  const TempFolder folder;
  for (const auto& [on_change, code] :
       {std::pair(OnChange::Report, WEIR_E_SPLIT), std::pair(OnChange::Reread, WEIR_E_SPLIT), std::pair(OnChange::Fail, WEIR_E_FATAL)}) {
    folder.Put("f", "abcdef");
    auto reader = Open(folder / "f", "", on_change);
    Taken taken;
    EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
    folder.Put("f", "xy");
    Output output(&taken);
    const auto polled = (*reader)->poll(output);
    EXPECT_EQ(code, polled.status().code());
    EXPECT_EQ("read " + folder / "f: it was cut to 2 bytes when 6 were read", polled.status().message());
  }
}

// One that is replaced under its name is still the one that was opened.
TEST(Change, DoesNotReachAFileThatIsOpen) {
  const TempFolder folder;
  const std::string all = Noise(500'000);
  folder.Put("f", all);
  auto reader = Open(folder / "f", "");
  Taken taken;
  EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
  folder.Put("other", "xy");
  std::filesystem::rename(folder / "other", folder / "f");
  EXPECT_EQ(WEIR_END, PollAll(**reader, taken));
  EXPECT_TRUE(all == taken.bytes);
  EXPECT_EQ(WEIR_E_SPLIT, Open(folder / "f", taken.position).status().code());
}

}  // namespace
}  // namespace weir::files

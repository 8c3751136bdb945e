#include "files/chunks.hpp"

#include <gtest/gtest.h>

#include "files/taken.hpp"
#include "store/temp_folder.hpp"

namespace weir::files {
namespace {

Result<std::unique_ptr<Source::Reader>> Open(const std::string& path, std::string_view position, OnError on_error = OnError::Continue) {
  return OpenFile(path, 0, position, on_error, OnChange::Report, {});
}

TEST(Chunks, GiveTheWholeFileFromEveryPosition) {
  const TempFolder folder;
  const std::string all = Noise(700'000);
  folder.Put("f", all);
  std::vector<std::string> positions{""};
  for (size_t i = 0; i < positions.size(); ++i) {
    auto reader = Open(folder / "f", positions[i]);
    ASSERT_TRUE(reader.ok()) << reader.status().message();
    const uint64_t from = OffsetOf(positions[i]);
    Taken taken;
    weir_code code;
    while ((code = Poll(**reader, taken)) == WEIR_OK)
      if (i == 0) positions.push_back(taken.position);
    EXPECT_EQ(WEIR_END, code);
    EXPECT_TRUE(all.substr(from) == taken.bytes) << from;
  }
  EXPECT_EQ(4u, positions.size());  // the beginning and three chunks' ends
}

TEST(Chunks, AnEmptyFileIsAtItsEnd) {
  const TempFolder folder;
  folder.Put("f", "");
  auto reader = Open(folder / "f", "");
  Taken taken;
  EXPECT_EQ(WEIR_END, Poll(**reader, taken));
}

TEST(Chunks, GoOnWhereTheFileGrows) {
  const TempFolder folder;
  folder.Put("f", "one");
  auto reader = Open(folder / "f", "");
  Taken taken;
  EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
  EXPECT_EQ(WEIR_END, Poll(**reader, taken));
  folder.Put("f", "one two");
  EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
  EXPECT_EQ("one two", taken.bytes);
}

TEST(Chunks, GiveTheSameAgainWhenTheRunnerDidNotTakeIt) {
  const TempFolder folder;
  folder.Put("f", "one");
  auto reader = Open(folder / "f", "");
  Taken taken;
  taken.answer = WEIR_E_CANCELLED;
  EXPECT_EQ(WEIR_E_CANCELLED, Poll(**reader, taken));
  taken.answer = WEIR_OK;
  EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
  EXPECT_EQ("oneone", taken.bytes);
}

TEST(Chunks, ComeWithTheirEndAndAMark) {
  const TempFolder folder;
  folder.Put("f", Noise(300'000));
  auto reader = Open(folder / "f", "");
  Taken taken;
  EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
  EXPECT_EQ(8 + 25u, taken.position.size());
  EXPECT_EQ(256u << 10, OffsetOf(taken.position));
  EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
  EXPECT_EQ(300'000u, OffsetOf(taken.position));
  EXPECT_FALSE((*reader)->restarted());
}

TEST(Chunks, SayWhatCanNotBeOpened) {
  const TempFolder folder;
  folder.Put("f", "abc");
  const auto gone = Open(folder / "gone\n", "");
  EXPECT_EQ(WEIR_E_SPLIT, gone.status().code());
  EXPECT_EQ("open " + folder / "gone\\x0a: it was deleted since it was listed", gone.status().message());
  EXPECT_EQ(WEIR_E_FATAL, Open(folder / "gone", "", OnError::Fail).status().code());
  EXPECT_EQ(WEIR_E_SPLIT, Open(folder / "f/gone", "").status().code());
  const auto is_folder = Open(folder.path(), "");
  EXPECT_EQ(WEIR_E_SPLIT, is_folder.status().code());
  EXPECT_EQ("open " + folder.path() + ": it is not a regular file any more", is_folder.status().message());
  EXPECT_EQ(WEIR_E_BUG, Open(folder / "f", "123").status().code());
}

}  // namespace
}  // namespace weir::files

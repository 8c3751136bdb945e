#include "files/chunks.hpp"

#include <gtest/gtest.h>

#include "store/temp_folder.hpp"
#include "weir/columns.hpp"

namespace weir::files {
namespace {

// Takes what a reader emits.
struct Taken : weir_output {
  std::string bytes, position;
  weir_code answer = WEIR_OK;
  Taken() : weir_output{sizeof(weir_output), 1024, 1 << 20, Take} {}
  static weir_code Take(weir_output* self, weir_batch* batch) {
    auto& taken = *static_cast<Taken*>(self);
    const Array array(&batch->array);
    EXPECT_EQ(1, array.rows());
    taken.bytes += OffsetTexts(*array.get()->children[0])[0];
    taken.position = View(batch->position);
    return taken.answer;
  }
};

std::string Noise(size_t bytes) {
  std::string noise(bytes, '\0');
  uint32_t state = 1;
  for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return noise;
}

weir_code Poll(Source::Reader& reader, Taken& taken) {
  Output output(&taken);
  const auto polled = reader.poll(output);
  return polled.ok() ? *polled : polled.status().code();
}

TEST(Chunks, GiveTheWholeFileFromEveryPosition) {
  const TempFolder folder;
  const std::string all = Noise(700'000);
  folder.Put("f", all);
  std::vector<std::string> positions{""};
  for (size_t i = 0; i < positions.size(); ++i) {
    auto reader = OpenFile(folder / "f", positions[i], OnError::Continue);
    ASSERT_TRUE(reader.ok()) << reader.status().message();
    uint64_t from = 0;
    if (!positions[i].empty()) std::memcpy(&from, positions[i].data(), sizeof from);
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
  auto reader = OpenFile(folder / "f", "", OnError::Continue);
  Taken taken;
  EXPECT_EQ(WEIR_END, Poll(**reader, taken));
}

TEST(Chunks, GoOnWhereTheFileGrows) {
  const TempFolder folder;
  folder.Put("f", "one");
  auto reader = OpenFile(folder / "f", "", OnError::Continue);
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
  auto reader = OpenFile(folder / "f", "", OnError::Continue);
  Taken taken;
  taken.answer = WEIR_E_CANCELLED;
  EXPECT_EQ(WEIR_E_CANCELLED, Poll(**reader, taken));
  taken.answer = WEIR_OK;
  EXPECT_EQ(WEIR_OK, Poll(**reader, taken));
  EXPECT_EQ("oneone", taken.bytes);
}

TEST(Chunks, SayWhatCanNotBeOpened) {
  const TempFolder folder;
  folder.Put("f", "abc");
  const std::string nine("\x09\0\0\0\0\0\0\0", 8);
  const auto gone = OpenFile(folder / "gone\n", "", OnError::Continue);
  EXPECT_EQ(WEIR_E_SPLIT, gone.status().code());
  EXPECT_EQ("open " + folder / "gone\\x0a: No such file or directory", gone.status().message());
  EXPECT_EQ(WEIR_E_FATAL, OpenFile(folder / "gone", "", OnError::Fail).status().code());
  EXPECT_EQ(WEIR_E_SPLIT, OpenFile(folder.path(), "", OnError::Continue).status().code());
  const auto cut = OpenFile(folder / "f", nine, OnError::Continue);
  EXPECT_EQ(WEIR_E_SPLIT, cut.status().code());
  EXPECT_EQ("open " + folder / "f: 9 bytes of it were read, it has 3 now; it was cut or replaced", cut.status().message());
  EXPECT_EQ(WEIR_E_BUG, OpenFile(folder / "f", "123", OnError::Continue).status().code());
}

}  // namespace
}  // namespace weir::files

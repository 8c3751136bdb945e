#include "frame/lines.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <string>
#include <vector>

#include "weir/builders.hpp"

namespace weir::frame {
namespace {

struct Line {
  int64_t offset;
  std::string text;
  bool operator==(const Line&) const = default;
};

Buffer BufferOf(std::string_view text) {
  Buffer buffer = Buffer::Allocate(text.size());
  if (!text.empty()) std::memcpy(buffer.mutable_data<char>(), text.data(), text.size());
  return buffer;
}
std::vector<Line> Cut(std::string_view text, uint64_t base = 0, const Lines& cutter = {}) {
  const Records records = cutter.Cut(BufferOf(text), base);
  const Array texts(records.text), offsets(records.offset);
  std::vector<Line> lines;
  for (int64_t row = 0; row < records.rows; ++row)
    lines.push_back({Values<int64_t>(*offsets.get())[row], std::string(TextViews(*texts.get())[row])});
  return lines;
}
using Cuts = std::vector<Line>;

TEST(CutLines, GivesEachLineWithoutItsNewlineAndWhereItBegins) { EXPECT_EQ((Cuts{{0, "one"}, {4, "two"}}), Cut("one\ntwo\n")); }

TEST(CutLines, TheLastMayLackItsNewline) { EXPECT_EQ((Cuts{{0, "one"}, {4, "two"}}), Cut("one\ntwo")); }

TEST(CutLines, EmptyLinesAreRecords) { EXPECT_EQ((Cuts{{0, ""}, {1, "a"}, {3, ""}, {4, "b"}}), Cut("\na\n\nb\n")); }

TEST(CutLines, OnlyNewlinesAreOnlyEmptyLines) { EXPECT_EQ((Cuts{{0, ""}, {1, ""}, {2, ""}}), Cut("\n\n\n")); }

TEST(CutLines, OfNothingAreNone) { EXPECT_TRUE(Cut("").empty()); }

TEST(CutLines, ACarriageReturnStaysInTheLine) { EXPECT_EQ((Cuts{{0, "one\r"}, {5, "\r"}}), Cut("one\r\n\r\n")); }

TEST(CutLines, ZeroBytesAreTextLikeAnyOther) { EXPECT_EQ((Cuts{{0, std::string("a\0b", 3)}}), Cut(std::string_view("a\0b\n", 4))); }

TEST(CutLines, OffsetsCountFromTheBase) {
  EXPECT_EQ((Cuts{{5'000'000'000, "one"}, {5'000'000'004, "two"}}), Cut("one\ntwo\n", 5'000'000'000));
}

TEST(CutLines, LongLinesPointIntoTheBuffer) {
  const Buffer buffer = BufferOf("a line that is longer than a view\n");
  const Records records = Lines().Cut(buffer, 0);
  const Array text(records.text), offset(records.offset);
  EXPECT_EQ(buffer.as<char>(), TextViews(*text.get())[0].data());
}

TEST(CutLines, KeepTheBufferUntilTheyAreReleased) {
  Buffer buffer = BufferOf("a line that is longer than a view\n");
  const std::weak_ptr<const void> alive = buffer.owner;
  {
    const Records records = Lines().Cut(std::move(buffer), 0);
    const Array text(records.text), offset(records.offset);
    buffer = {};
    EXPECT_FALSE(alive.expired());
  }
  EXPECT_TRUE(alive.expired());
}

TEST(CutLines, LinesOfEveryLengthAboutThatOfAViewAreWhole) {
  std::string text;
  Cuts expected;
  for (size_t length = 0; length <= 20; ++length) {
    expected.push_back({static_cast<int64_t>(text.size()), std::string(length, static_cast<char>('a' + length))});
    text += expected.back().text + '\n';
  }
  EXPECT_EQ(expected, Cut(text));
}

TEST(Lines, AreCompleteUpToTheLastNewline) {
  EXPECT_EQ(8u, Lines().Complete("one\ntwo\nthr"));
  EXPECT_EQ(4u, Lines().Complete("one\n"));
  EXPECT_EQ(0u, Lines().Complete("one"));
  EXPECT_EQ(0u, Lines().Complete(""));
}

TEST(Lines, ThatArePassedOverEndAtTheirNewline) {
  EXPECT_EQ(4u, Lines().NextStart("one\ntwo", false));
  EXPECT_EQ(4u, Lines().NextStart("one\n", true));
  EXPECT_EQ(std::string_view::npos, Lines().NextStart("one", false));
}

Lines BegunByADigit() { return Lines(std::make_shared<const re2::RE2>("^[0-9]")); }

TEST(MultilineRecords, BeginWhereThePatternIsFound) {
  EXPECT_EQ((Cuts{{0, "1 one\n  more"}, {13, "2 two"}}), Cut("1 one\n  more\n2 two\n", 0, BegunByADigit()));
}

TEST(MultilineRecords, TheFirstNeedsNoBeginning) {
  EXPECT_EQ((Cuts{{0, "lost\nmore"}, {10, "1"}}), Cut("lost\nmore\n1", 0, BegunByADigit()));
}

TEST(MultilineRecords, KeepTheEmptyLinesInsideThem) { EXPECT_EQ((Cuts{{0, "1\n\nx"}}), Cut("1\n\nx\n", 0, BegunByADigit())); }

// What follows may belong to the last record, so that is complete only when another has begun.
TEST(MultilineRecords, AreCompleteUpToTheLastThatBegins) {
  EXPECT_EQ(4u, BegunByADigit().Complete("1\nx\n2\ny\n"));
  EXPECT_EQ(0u, BegunByADigit().Complete("1\nx\ny\n"));
  EXPECT_EQ(0u, BegunByADigit().Complete("1\nx"));
}

TEST(MultilineRecords, ThatArePassedOverEndWhereTheNextBegins) {
  EXPECT_EQ(4u, BegunByADigit().NextStart("x\ny\n2\n", false));
  EXPECT_EQ(std::string_view::npos, BegunByADigit().NextStart("x\ny\n", false));
  EXPECT_EQ(std::string_view::npos, BegunByADigit().NextStart("x\n2", false));
  EXPECT_EQ(2u, BegunByADigit().NextStart("x\n2", true));
}

}  // namespace
}  // namespace weir::frame

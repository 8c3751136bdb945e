#include "frame/lines.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "cuts.hpp"
#include "frame/records.hpp"
#include "weir/builders.hpp"

namespace weir::frame {
namespace {

TEST(Lines, AreRecordsWithoutTheirNewlines) { EXPECT_EQ((Cuts{{0, "one"}, {4, "two"}}), CutAll(Lines(), "one\ntwo\n")); }

TEST(Lines, TheLastMayLackItsNewline) {
  EXPECT_EQ((Cuts{{0, "one"}, {4, "two"}}), CutAll(Lines(), "one\ntwo"));
  EXPECT_TRUE(Read(Lines(), "one\ntwo", 7, 1).stops.back().place.unended);
  EXPECT_FALSE(Read(Lines(), "one\ntwo\n", 8, 1).stops.back().place.unended);
}

TEST(Lines, EmptyOnesAreRecords) {
  EXPECT_EQ((Cuts{{0, ""}, {1, "a"}, {3, ""}, {4, "b"}}), CutAll(Lines(), "\na\n\nb\n"));
  EXPECT_EQ((Cuts{{0, ""}, {1, ""}, {2, ""}}), CutAll(Lines(), "\n\n\n"));
  EXPECT_TRUE(CutAll(Lines(), "").empty());
}

TEST(Lines, CarriageReturnsAndZerosAreText) {
  EXPECT_EQ((Cuts{{0, "one\r"}, {5, "\r"}}), CutAll(Lines(), "one\r\n\r\n"));
  EXPECT_EQ((Cuts{{0, std::string("a\0b", 3)}}), CutAll(Lines(), std::string_view("a\0b\n", 4)));
}

TEST(Lines, ThatAreTooLongAreRejectedWithTheirHeads) {
  EXPECT_EQ((Cuts{{0, "a"}, {2, std::string(16, 'x'), "the record is longer than 64 bytes; its first 16 are kept"}, {103, "b"}}),
            CutAll(Lines(), "a\n" + std::string(100, 'x') + "\nb\n", SmallLimits(64)));
}

TEST(Lines, AreTheSameFromAnySight) {
  std::mt19937 random(1);
  for (int i = 0; i < 30; ++i)
    ExpectTheSameFromAnySight(Lines(), Mixed(random, {"\n", "a", "some more text", std::string(70, 'x')}, 20), SmallLimits(64));
}

Lines BegunByADigit() { return Lines(std::make_shared<const re2::RE2>("^[0-9]")); }

TEST(SeveralLines, BeginWhereThePatternIsFound) {
  EXPECT_EQ((Cuts{{0, "1 one\n  more"}, {13, "2 two"}}), CutAll(BegunByADigit(), "1 one\n  more\n2 two\n"));
}

TEST(SeveralLines, TheFirstNeedsNoBeginning) { EXPECT_EQ((Cuts{{0, "lost\nmore"}, {10, "1"}}), CutAll(BegunByADigit(), "lost\nmore\n1")); }

TEST(SeveralLines, KeepTheEmptyLinesInsideThem) { EXPECT_EQ((Cuts{{0, "1\n\nx"}}), CutAll(BegunByADigit(), "1\n\nx\n")); }

// What follows may belong to the last record, so that is whole only when another has begun.
TEST(SeveralLines, AreWholeUpToTheLastThatBegins) {
  const Limits limits;
  const auto end_of = [&](std::string_view text) { return BegunByADigit().Cut({text, 0, {}, false, limits}).end; };
  EXPECT_EQ(4u, end_of("1\nx\n2\ny\n"));
  EXPECT_EQ(0u, end_of("1\nx\ny\n"));
  EXPECT_EQ(0u, end_of("1\nx"));
}

TEST(SeveralLines, ThatArePassedOverEndWhereTheNextBegins) {
  const Limits limits;
  const auto pass = [&](std::string_view text, bool ended) {
    return BegunByADigit().Cut({text, 0, {.next = Place::Next::Line}, ended, limits});
  };
  EXPECT_EQ(4u, pass("x\ny\n2\n", false).end);
  EXPECT_EQ(Place::Next::Line, pass("x\ny\n", false).place.next);
  EXPECT_EQ(1u, pass("x\n2", false).end) << "the line may yet begin a record";
  EXPECT_EQ(2u, pass("x\n2", true).end);
}

TEST(SeveralLines, AreTheSameFromAnySight) {
  std::mt19937 random(2);
  for (int i = 0; i < 30; ++i) ExpectTheSameFromAnySight(BegunByADigit(), Mixed(random, {"\n", "\n1", "a", "some more text\n", "2\n"}, 30));
}

Buffer BufferOf(std::string_view text) {
  Buffer buffer = Buffer::Allocate(text.size());
  std::memcpy(buffer.mutable_data<char>(), text.data(), text.size());
  return buffer;
}

TEST(Records, OffsetsCountFromTheBase) {
  const std::vector<Span> spans{{0, 3}, {4, 7}};
  const Records records = RecordsOf(BufferOf("one\ntwo\n"), spans, 5'000'000'000);
  const Array text(records.text), offset(records.offset);
  EXPECT_EQ(2, records.rows);
  EXPECT_EQ("two", TextViews(*text.get())[1]);
  EXPECT_EQ(5'000'000'004, Values<int64_t>(*offset.get())[1]);
}

TEST(Records, LongOnesPointIntoTheBufferAndKeepIt) {
  Buffer buffer = BufferOf("a line that is longer than a view\n");
  const char* data = buffer.as<char>();
  const std::weak_ptr<const void> alive = buffer.owner;
  {
    const std::vector<Span> spans{{0, 33}};
    const Records records = RecordsOf(std::move(buffer), spans, 0);
    const Array text(records.text), offset(records.offset);
    buffer = {};
    EXPECT_EQ(data, TextViews(*text.get())[0].data());
    EXPECT_FALSE(alive.expired());
  }
  EXPECT_TRUE(alive.expired());
}

TEST(Records, OfEveryLengthAboutThatOfAViewAreWhole) {
  std::string text;
  std::vector<Span> spans;
  for (uint32_t length = 0; length <= 20; ++length) {
    spans.push_back({static_cast<uint32_t>(text.size()), static_cast<uint32_t>(text.size()) + length});
    text += std::string(length, static_cast<char>('a' + length));
  }
  const Records records = RecordsOf(BufferOf(text), spans, 0);
  const Array texts(records.text), offset(records.offset);
  for (uint32_t length = 0; length <= 20; ++length)
    EXPECT_EQ(std::string(length, static_cast<char>('a' + length)), TextViews(*texts.get())[length]);
}

}  // namespace
}  // namespace weir::frame

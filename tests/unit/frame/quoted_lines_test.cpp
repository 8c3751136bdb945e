#include "frame/quoted_lines.hpp"

#include <gtest/gtest.h>

#include <random>

#include "cuts.hpp"

namespace weir::frame {
namespace {

Cuts CutText(std::string_view text, const Limits& limits = {}) { return CutAll(QuotedLines(), text, limits); }

TEST(QuotedLines, EndAtANewlineOutsideOfQuotes) {
  EXPECT_EQ((Cuts{{0, "a,b"}, {4, "\"c\nd\",e\r"}, {13, "f"}}), CutText("a,b\n\"c\nd\",e\r\nf"));
}

TEST(QuotedLines, ADoubledQuoteIsText) { EXPECT_EQ((Cuts{{0, "\"a\"\"\nb\""}, {8, "c"}}), CutText("\"a\"\"\nb\"\nc\n")); }

TEST(QuotedLines, AQuoteInsideAFieldOpensToo) { EXPECT_EQ((Cuts{{0, "a\"b\nc\"d"}, {8, "e"}}), CutText("a\"b\nc\"d\ne\n")); }

TEST(QuotedLines, EmptyOnesAreRecords) { EXPECT_EQ((Cuts{{0, ""}, {1, "\"\""}, {4, ""}}), CutText("\n\"\"\n\n")); }

TEST(QuotedLines, TheLastMayLackItsNewline) {
  EXPECT_TRUE(Read(QuotedLines(), "a\n\"b\"", 5, 1).stops.back().place.unended);
  EXPECT_FALSE(Read(QuotedLines(), "a\n\"b\"\n", 6, 1).stops.back().place.unended);
}

TEST(QuotedLines, TheLastIsRejectedWhenItsQuoteIsOpen) {
  EXPECT_EQ((Cuts{{0, "a"}, {2, "\"b\nc", "the content ends inside a record, at byte 6: a quote is not closed"}}), CutText("a\n\"b\nc"));
}

// A quote that is never closed would take all that is behind it along.
TEST(QuotedLines, AStrayQuoteTakesNoLineBehindItAlong) {
  std::string text = "a \" b\n";
  while (text.size() < 200) text += "good\n";
  const Cuts cuts = CutText(text, SmallLimits(128));
  ASSERT_EQ(1 + (text.size() - 6) / 5, cuts.size());
  EXPECT_EQ((Cut{0, "a \" b", "a quote is not closed within 128 bytes"}), cuts[0]);
  for (size_t i = 1; i < cuts.size(); ++i) EXPECT_EQ("good", cuts[i].text);
}

TEST(QuotedLines, AreTheSameFromAnySight) {
  std::mt19937 random(1);
  for (int i = 0; i < 60; ++i)
    ExpectTheSameFromAnySight(QuotedLines(), Mixed(random, {"\n", "\"", "\"\"", "a,b", "\"a\nb\"", "\r\n", std::string(61, 'x')}, 25),
                              SmallLimits(i % 2 == 0 ? 1 << 20 : 128));
}

// Byte by byte, as the grammar says it.
TEST(QuotedLines, AreWhatAScanByteByByteFinds) {
  std::mt19937 random(2);
  for (int i = 0; i < 200; ++i) {
    const std::string text = Mixed(random, {"\n", "\"", "a", ",", std::string(50, 'x')}, 60) + "\"\n";
    Cuts expected;
    bool quoted = false;
    size_t begin = 0;
    for (size_t at = 0; at < text.size(); ++at) {
      quoted ^= text[at] == '"';
      if (quoted || text[at] != '\n') continue;
      expected.push_back({begin, text.substr(begin, at - begin), {}});
      begin = at + 1;
    }
    Cuts cuts = CutText(text);
    if (begin < text.size()) {
      ASSERT_EQ(begin, cuts.back().offset);
      ASSERT_FALSE(cuts.back().rejected.empty());
      cuts.pop_back();
    }
    ASSERT_EQ(expected, cuts) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace weir::frame

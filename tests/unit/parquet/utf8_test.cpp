#include "parquet/utf8.hpp"

#include <gtest/gtest.h>

namespace weir::parquet {
namespace {

TEST(Utf8, WellFormedTextIsLeftAlone) {
  for (const std::string text : {"", "ascii only, longer than a word", "grüße", "日本語", "😀", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
    EXPECT_EQ(text, RepairUtf8(text));
  }
}

TEST(Utf8, EachMaximalPartBecomesOneReplacement) {
  // The example of Unicode's chapter 3.9, table 3-11.
  EXPECT_EQ("\x41\uFFFD\uFFFD\x41\uFFFD\x41", RepairUtf8("\x41\xc0\xaf\x41\xf4\x80\x80\x41"));
  EXPECT_EQ("\uFFFD\uFFFD\uFFFD", RepairUtf8("\xe0\x80\xaf"));            // not the shortest form
  EXPECT_EQ("\uFFFD\uFFFD\uFFFD", RepairUtf8("\xed\xa0\x80"));            // a surrogate
  EXPECT_EQ("\uFFFD\uFFFD\uFFFD\uFFFD", RepairUtf8("\xf4\x90\x80\x80"));  // past the last code point
  EXPECT_EQ("12345678\uFFFD", RepairUtf8("12345678\xe6\x97"));
}

TEST(Utf8, WhatIsRepairedIsUtf8) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text{'x', static_cast<char>(a), static_cast<char>(b), '\x80', 'y'};
      ASSERT_TRUE(IsUtf8(RepairUtf8(text)));
      ASSERT_EQ(IsUtf8(text), RepairUtf8(text) == text);
    }
  }
}

}  // namespace
}  // namespace weir::parquet

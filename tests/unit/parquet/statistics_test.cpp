#include "parquet/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "parquet/byte_buffer.hpp"
#include "parquet/utf8.hpp"

namespace weir::parquet {
namespace {

template <class T>
T Decode(const std::optional<Bound>& bound) {
  T value;
  std::memcpy(&value, bound.value().bytes.data(), sizeof value);
  return value;
}

TEST(Statistics, OfNothingThereAreNone) {
  EXPECT_FALSE(ValueBounds<int64_t>().Take().least);
  EXPECT_FALSE(TextBounds().Take(true).greatest);
}

TEST(Statistics, NanTakesTheBoundsAway) {
  ValueBounds<double> bounds;
  bounds.AddAll(std::vector<double>{1, std::nan(""), 2});
  EXPECT_FALSE(bounds.Take().least);
  EXPECT_FALSE(bounds.Take().greatest);
}

TEST(Statistics, ZerosAreBoundedByTheirOuterEncodings) {
  ValueBounds<double> bounds;
  bounds.Add(0.0);
  EXPECT_TRUE(std::signbit(Decode<double>(bounds.Take().least)));
  ValueBounds<double> negative;
  negative.Add(-0.0);
  EXPECT_FALSE(std::signbit(Decode<double>(negative.Take().greatest)));
}

TEST(Statistics, ExtremesOfNumbersAreTheirOwnBounds) {
  for (const int64_t value : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), int64_t{0}}) {
    ValueBounds<int64_t> bounds;
    bounds.Add(value);
    EXPECT_EQ(value, Decode<int64_t>(bounds.Take().least));
    EXPECT_EQ(value, Decode<int64_t>(bounds.Take().greatest));
  }
  ValueBounds<double> infinite;
  infinite.Add(std::numeric_limits<double>::infinity());
  EXPECT_EQ(std::numeric_limits<double>::infinity(), Decode<double>(infinite.Take().least));
}

TEST(Statistics, BytesAreOrderedUnsigned) {
  TextBounds bounds;
  for (const std::string_view value : {"z", "\xff", "", "a"}) bounds.Add(value);
  EXPECT_EQ("", bounds.Take(false).least->bytes);
  EXPECT_EQ("\xff", bounds.Take(false).greatest->bytes);
}

TEST(Statistics, ALongUpperBoundThatCannotBeShortenedIsLeftOut) {
  TextBounds bounds;
  bounds.Add(std::string(100, '\xff'));
  EXPECT_FALSE(bounds.Take(false).greatest);
  EXPECT_EQ(std::string(64, '\xff'), bounds.Take(false).least->bytes);
  EXPECT_FALSE(bounds.Take(false).least->exact);
}

TEST(Statistics, LongTextIsCutBetweenCharacters) {
  std::string text = "a";
  while (text.size() < 100) text += "ü";
  TextBounds bounds;
  bounds.Add(text);
  EXPECT_EQ(text.substr(0, 63), bounds.Take(true).least->bytes);
  EXPECT_EQ("b", bounds.Take(true).greatest->bytes);
}

// Values with common beginnings, of lengths around those where something changes: 8, 16, 64.
std::string Random(std::mt19937& random, bool text) {
  static const std::string kBeginnings[] = {"", "Root=1-", std::string(15, 'x'), std::string(63, 'y'), std::string(70, '~')};
  std::string value = kBeginnings[random() % 5];
  const size_t more = random() % 20;
  for (size_t i = 0; i < more; ++i) value.push_back(static_cast<char>(text ? random() % 128 : random() % 256));
  if (text && random() % 4 == 0) value += "日本語";
  return value;
}

TEST(Statistics, BoundsAreNeverWrong) {
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    const bool text = round % 2 == 0;
    TextBounds bounds;
    ByteBuffer page;
    std::vector<std::string> values;
    for (size_t i = 0, n = 1 + random() % 12; i < n; ++i) {
      values.push_back(Random(random, text));
      const auto length = static_cast<uint32_t>(values.back().size());
      page.Append(&length, sizeof length);
      page.Append(values.back());
    }
    if (random() % 2 == 0)
      bounds.AddPlain(page.view());
    else
      for (const std::string& value : values) bounds.Add(value);
    const Bounds taken = bounds.Take(text);
    const auto [least, greatest] = std::ranges::minmax(values);
    ASSERT_LE(taken.least->bytes, least);
    ASSERT_LE(taken.least->bytes.size(), 64u);
    if (taken.least->exact) {
      ASSERT_EQ(least, taken.least->bytes);
    }
    if (text) {
      ASSERT_TRUE(IsUtf8(taken.least->bytes));
    }
    if (!taken.greatest) continue;
    ASSERT_GE(taken.greatest->bytes, greatest);
    ASSERT_LE(taken.greatest->bytes.size(), 64u);
    if (taken.greatest->exact) {
      ASSERT_EQ(greatest, taken.greatest->bytes);
    }
    if (text) {
      ASSERT_TRUE(IsUtf8(taken.greatest->bytes));
    }
  }
}

}  // namespace
}  // namespace weir::parquet

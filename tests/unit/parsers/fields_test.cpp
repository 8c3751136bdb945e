// What stands in one field: numbers, times, escapes.
#include <gtest/gtest.h>

#include <charconv>
#include <cstring>
#include <random>

#include "escape.hpp"
#include "number.hpp"
#include "timestamp.hpp"

namespace weir::parsers::test {
namespace {

// Padded, as every text the quick readers see.
struct Padded {
  explicit Padded(std::string_view from) : size(static_cast<int32_t>(from.size())) { std::memcpy(text, from.data(), from.size()); }
  char text[128] = "................................................................................";
  int32_t size;
};

TEST(Timestamp, NothingIsNoTimeOfAPattern) {
  Timestamps times("%F");
  int64_t micros = 0;
  EXPECT_FALSE(times.Read(Padded("").text, 0, micros));
}

TEST(Number, ShortIntegersAreReadAsTheLongWayReadsThem) {
  std::mt19937_64 random(21);
  for (int i = 0; i < 200'000; ++i) {
    std::string text(random() % 10, '0');
    for (char& c : text) c = random() % 40 == 0 ? static_cast<char>(random()) : static_cast<char>('0' + random() % 10);
    int64_t quick = 0, slow = 0;
    if (!ReadShortInteger(Padded(text).text, static_cast<int32_t>(text.size()), quick)) continue;
    ASSERT_EQ(ReadInteger(text, slow), Read::Ok) << text;
    ASSERT_EQ(quick, slow) << text;
  }
}

TEST(Number, EveryShortIntegerTakesTheShortWay) {
  for (int64_t value = 1; value < 100'000'000; value = value * 3 + 1) {
    const Padded text(std::to_string(value));
    int64_t read = 0;
    ASSERT_TRUE(ReadShortInteger(text.text, text.size, read));
    ASSERT_EQ(read, value);
  }
}

TEST(Number, LongIntegersAreReadAsTheLongWayReadsThem) {
  std::mt19937_64 random(23);
  int quickly = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text(7 + random() % 12, '0');
    for (char& c : text) c = random() % 60 == 0 ? static_cast<char>(random()) : static_cast<char>('0' + random() % 10);
    int64_t quick = 0, slow = 0;
    if (!ReadLongInteger(text, quick)) continue;
    ++quickly;
    ASSERT_EQ(ReadInteger(text, slow), Read::Ok) << text;
    ASSERT_EQ(quick, slow) << text;
  }
  EXPECT_GT(quickly, 50'000);
}

TEST(Number, ShortDoublesAreReadAsTheLongWayReadsThem) {
  std::mt19937_64 random(22);
  int quickly = 0;
  for (int i = 0; i < 500'000; ++i) {
    std::string text(random() % 10, '0');
    for (char& c : text) c = random() % 6 == 0 ? ".-eE+x\xff\x1e"[random() % 8] : static_cast<char>('0' + random() % 10);
    double quick = 0, slow = 0;
    if (!ReadShortDouble(Padded(text).text, static_cast<int32_t>(text.size()), quick)) continue;
    ++quickly;
    ASSERT_EQ(ReadDouble(text, slow), Read::Ok) << text;
    ASSERT_EQ(quick, slow) << text;
  }
  EXPECT_GT(quickly, 100'000);
}

TEST(Number, NumbersOfMillisecondsTakeTheShortWay) {
  for (const char* text : {"0.000", "0.025", "12.345", "7", ".5", "5.", "1234.567"}) {
    double value;
    EXPECT_TRUE(ReadShortDouble(Padded(text).text, static_cast<int32_t>(std::strlen(text)), value)) << text;
  }
}

TEST(Number, WhatIsNoNumberIsNone) {
  int64_t integer;
  for (const char* text : {"", "-", "+1", " 1", "1 ", "0x10", "1e3", "1.0"}) EXPECT_EQ(ReadInteger(text, integer), Read::Malformed) << text;
  double number;
  for (const char* text : {"", "-", ".", "-.", "+1", "inf", "-inf", "nan", "1,5", "1e", "--1", "0x1p3"})
    EXPECT_EQ(ReadDouble(text, number), Read::Malformed) << text;
  EXPECT_EQ(ReadInteger("9223372036854775808", integer), Read::TooBig);
  EXPECT_EQ(ReadInteger("-9223372036854775808", integer), Read::Ok);
  EXPECT_EQ(ReadDouble("1e400", number), Read::TooBig);
}

int64_t ReadTime(Timestamps& times, std::string_view text) {
  int64_t micros = -1;
  const Padded padded(text);
  return times.Read(padded.text, padded.size, micros) ? micros : INT64_MIN;
}

TEST(Timestamp, TheShortWayAndTheLongOneAgree) {
  std::mt19937_64 random(23);
  Timestamps warm;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = "2018-07-02T22:23:00.186641Z";
    text[9] = static_cast<char>('0' + random() % 3);
    for (const size_t at : {11, 12, 14, 15, 17, 18, 20, 25})
      if (random() % 2 == 0) text[at] = static_cast<char>('0' + random() % 10);
    if (random() % 5 == 0) text[random() % text.size()] = static_cast<char>(random());
    Timestamps cold;
    ASSERT_EQ(ReadTime(warm, text), ReadTime(cold, text)) << text;
  }
}

TEST(Timestamp, MicrosecondsSince1970) {
  Timestamps times;
  EXPECT_EQ(ReadTime(times, "1970-01-01T00:00:00.000001Z"), 1);
  EXPECT_EQ(ReadTime(times, "1969-12-31T23:59:59.5Z"), -500'000);
  EXPECT_EQ(ReadTime(times, "2018-07-02T22:23:00.186641Z"), 1530570180186641);
  EXPECT_EQ(ReadTime(times, "2018-07-02T22:23:00.186641Z"), 1530570180186641);
  EXPECT_EQ(ReadTime(times, "2018-07-03T00:23:00.186641+02:00"), 1530570180186641);
}

std::string Decoded(std::string_view text) {
  std::string out = "|";
  return Decode(text, out) ? out : "unchanged" + out;
}

TEST(Escape, OnlyKnownEscapesAreDecoded) {
  EXPECT_EQ(Decoded(R"(a\"b)"), "|a\"b");
  EXPECT_EQ(Decoded(R"(\x41\x5c\x22)"), "|A\\\"");
  EXPECT_EQ(Decoded(R"(\\x41)"), "|\\x41");
  EXPECT_EQ(Decoded(R"(C:\dir\xfz\)"), "unchanged|");
  EXPECT_EQ(Decoded(R"(\x4)"), "unchanged|");
  EXPECT_EQ(Decoded(""), "unchanged|");
}

TEST(Escape, QuotedValuesAreShortAndPrintable) {
  EXPECT_EQ(Quote("a\"b\\c\n\x1b[31m"), R"("a\"b\\c\x0A\x1B[31m")");
  EXPECT_EQ(Quote(std::string(100, 'a')), '"' + std::string(48, 'a') + "\"...");
}

}  // namespace
}  // namespace weir::parsers::test

#include "frame/octet_counted.hpp"

#include <gtest/gtest.h>

#include <random>

#include "cuts.hpp"

namespace weir::frame {
namespace {

Cuts CutText(std::string_view text, const Limits& limits = {}) { return CutAll(OctetCounted(), text, limits); }

TEST(OctetCounted, GivesMessagesWithoutTheirCounts) { EXPECT_EQ((Cuts{{2, "<1>ab"}, {9, "<2>12 cd\n"}}), CutText("5 <1>ab9 <2>12 cd\n")); }

TEST(OctetCounted, WhatBeginsWithNoCountEndsAtItsNewline) {
  EXPECT_EQ((Cuts{{0, "<1>a 5 b"}, {11, "<2>"}, {14, "text"}, {19, "2024-01-01 x"}, {32, "0 zero"}}),
            CutText("<1>a 5 b\n3 <2>text\n2024-01-01 x\n0 zero\n"));
}

TEST(OctetCounted, NewlinesBetweenRecordsAreNothing) { EXPECT_EQ((Cuts{{2, "a"}, {6, "b"}}), CutText("1 a\n1 b\n\n")); }

TEST(OctetCounted, ACountWithoutItsMessageIsRejectedAtTheEnd) {
  EXPECT_EQ((Cuts{{2, "a"}, {3, "9 abc", "the content ends inside a record, at byte 8"}}), CutText("1 a9 abc"));
  EXPECT_EQ((Cuts{{0, "12"}}), CutText("12")) << "no count is this without its space";
}

TEST(OctetCounted, GoesOnBehindAMessageThatGrew) {
  const Reading reading = Read(OctetCounted(), "9 abc", 5, 1);
  ASSERT_EQ(1u, reading.stops.size());
  EXPECT_TRUE(reading.stops[0].place.unended);
  EXPECT_EQ((Cuts{{13, "x"}}), Read(OctetCounted(), "9 abc1 \nde 1 x", 0, 1, {}, reading.stops[0]).cuts);
}

TEST(OctetCounted, ACountOfTooManyDigitsIsRejectedUpToItsNewline) {
  EXPECT_EQ((Cuts{{0, "12345678901 a", "its count has more than 10 digits"}, {16, "b"}}), CutText("12345678901 a\n1 b"));
}

TEST(OctetCounted, ACountAboveTheLimitIsRejectedUpToItsNewline) {
  EXPECT_EQ((Cuts{{0, "99999 a", "its count of 99999 bytes is above the limit of 128 for a record"}, {10, "b"}}),
            CutText("99999 a\n1 b", SmallLimits(128)));
  EXPECT_EQ((Cuts{{4, std::string(124, 'x')}}), CutText("124 " + std::string(124, 'x'), SmallLimits(128))) << "the count is part of it";
  EXPECT_EQ("its count of 125 bytes is above the limit of 128 for a record",
            CutText("125 " + std::string(125, 'x'), SmallLimits(128))[0].rejected);
}

TEST(OctetCounted, AreTheSameFromAnySight) {
  std::mt19937 random(1);
  const std::vector<std::string> pieces{
      "5 <1>ab", "<2>text\n", "\n", "1 ", "12345678901 x", "300 ", "0 ", "70 " + std::string(70, 'y'), "9", std::string(90, 'x')};
  for (int i = 0; i < 60; ++i)
    ExpectTheSameFromAnySight(OctetCounted(), Mixed(random, pieces, 20), SmallLimits(i % 2 == 0 ? 1 << 20 : 128));
}

}  // namespace
}  // namespace weir::frame

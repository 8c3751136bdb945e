#include "cwlogs/position.hpp"

#include <gtest/gtest.h>

using namespace weir::cwlogs;

TEST(Position, IsWhatItWasAfterItWasKept) {
  const Position position{.from = -5, .known = {{-5, 1}, {1'000'000, ~0ull}}, .more = 7, .token = "f/\0x", .asked = {3, 4}};
  const auto again = Position::Decode(position.Encode());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->from, -5);
  EXPECT_EQ(again->known, position.known);
  EXPECT_EQ(again->more, 7);
  EXPECT_EQ(again->token, position.token);
  EXPECT_EQ(again->asked, position.asked);
}

TEST(Position, WhatIsNoneIsRefused) {
  const std::string good = Position{.from = 1, .known = {{1, 2}}, .token = "t"}.Encode();
  for (size_t bytes = 0; bytes < good.size(); ++bytes) EXPECT_FALSE(Position::Decode(good.substr(0, bytes))) << bytes;
  EXPECT_FALSE(Position::Decode(good + "x"));
  std::string other = good;
  other[0] = 9;
  EXPECT_FALSE(Position::Decode(other));
}

TEST(Position, WhatLiesBeforeItIsForgotten) {
  Position position{.from = 10, .known = {{10, 1}, {11, 2}, {12, 3}}, .more = 4};
  position.MoveTo(9);
  EXPECT_EQ(position.from, 10);
  EXPECT_EQ(position.more, 4);
  position.MoveTo(11);
  EXPECT_EQ(position.known, (std::vector<Taken>{{11, 2}, {12, 3}}));
  EXPECT_EQ(position.more, 0);
}

TEST(Position, KeepsTheNewestThatFit) {
  Position position;
  for (uint64_t i = 0; i < Position::kMostKnown + 10; ++i) position.known.push_back({static_cast<int64_t>(i / 3), i});
  EXPECT_TRUE(position.Shrink());
  EXPECT_LE(position.known.size(), Position::kMostKnown);
  EXPECT_GT(position.known.size(), Position::kMostKnown - 10);
  for (const Taken& taken : position.known) EXPECT_GE(taken.timestamp, position.from);
  EXPECT_EQ(position.known.size() % 3, (Position::kMostKnown + 10) % 3);  // no millisecond is cut in two
  EXPECT_LT(position.Encode().size(), 1 << 20);
  EXPECT_FALSE(position.Shrink());
}

TEST(Position, CountsWhatOfOneMillisecondDoesNotFit) {
  Position position;
  for (uint64_t i = 0; i < Position::kMostKnown + 1; ++i) position.known.push_back({5, i});
  EXPECT_TRUE(position.Shrink());
  EXPECT_EQ(position.from, 5);
  EXPECT_EQ(position.more, Position::kMostKnown + 1);
  EXPECT_TRUE(position.known.empty());
}

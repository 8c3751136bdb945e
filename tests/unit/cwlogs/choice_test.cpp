#include "cwlogs/choice.hpp"

#include <gtest/gtest.h>

using namespace weir::cwlogs;

namespace {

constexpr int64_t kDay = 86'400'000, kNow = 1000 * kDay;
const Group kSmall{.name = "g", .stored_bytes = 1'000'000, .created = kNow - 10 * kDay};
const Window kLastDay{kNow - kDay, kNow};

}  // namespace

TEST(Choice, ManySmallStreamsAreReadTogether) {
  const Choice choice = Choose(kSmall, kLastDay, 500, 500, kNow);
  EXPECT_EQ(choice.api, Api::Filter);
  EXPECT_EQ(choice.why,
            "500 streams of log group g are read with FilterLogEvents: about 1001 calls of GetLogEvents or 2 of FilterLogEvents");
}

TEST(Choice, FewLargeStreamsAreReadOnTheirOwn) {
  const Group large{.name = "g", .stored_bytes = 10'000'000'000, .created = kNow - 10 * kDay};
  EXPECT_EQ(Choose(large, kLastDay, 10, 10, kNow).api, Api::Get);
}

TEST(Choice, OneStreamOfManyIsReadOnItsOwn) {
  const Group large{.name = "g", .stored_bytes = 1'000'000'000, .created = kNow - 10 * kDay};
  EXPECT_EQ(Choose(large, kLastDay, 1, 1000, kNow).api, Api::Get);
}

TEST(Choice, WhatWasDroppedIsNotCounted) {
  const Group kept{.name = "g", .stored_bytes = 100'000'000, .created = 0, .days = 10};
  const Choice choice = Choose(kept, kLastDay, 1, 1, kNow);
  EXPECT_NE(choice.why.find("about 12 calls of GetLogEvents or 21 of"), std::string::npos) << choice.why;
}

TEST(Choice, AGroupThatWasJustMadeIsFine) {
  const Group made{.name = "g", .stored_bytes = 0, .created = kNow + 5};
  EXPECT_EQ(Choose(made, {0, Window().until}, 0, 0, kNow).api, Api::Get);
}

#include "cwlogs/split_id.hpp"

#include <gtest/gtest.h>

using namespace weir::cwlogs;

TEST(SplitId, IsWhatItsTextSays) {
  for (const SplitId& id : {SplitId{"/aws/x-1", "a/b[$LATEST]c", {}}, SplitId{"g", "", {}}, SplitId{"g", "s", Window{1, 2}},
                            SplitId{"g", "", Window{0, 1'714'521'600'000}}}) {
    const auto again = SplitId::Parse(id.text());
    ASSERT_TRUE(again) << id.text();
    EXPECT_EQ(again->text(), id.text());
    EXPECT_EQ(again->group, id.group);
    EXPECT_EQ(again->stream, id.stream);
    EXPECT_EQ(again->window, id.window);
  }
  EXPECT_EQ((SplitId{"g", "", Window{1, 2}}.text()), "g:*:1-2");
}

TEST(SplitId, WhatIsNoneIsRefused) {
  for (const char* text : {"", "g", ":s", "g:", "g:s:", "g:s:1", "g:s:1-", "g:s:1-x", "g:s:1-2:3", "g:s*", "*:s"})
    EXPECT_FALSE(SplitId::Parse(text)) << text;
}

#include "cwlogs/name_pattern.hpp"

#include <gtest/gtest.h>

using weir::cwlogs::NamePattern;

TEST(NamePattern, ANameIsItself) {
  const NamePattern name("/aws/lambda/a.b");
  EXPECT_TRUE(name.is_name());
  EXPECT_EQ(name.prefix(), "/aws/lambda/a.b");
  EXPECT_TRUE(name.Matches("/aws/lambda/a.b"));
  EXPECT_FALSE(name.Matches("/aws/lambda/a.bc"));
  EXPECT_FALSE(name.Matches("/aws/lambda/a/b"));
}

TEST(NamePattern, WildcardsTakeSlashesToo) {
  const NamePattern pattern("/aws/*/b?[0-9]");
  EXPECT_FALSE(pattern.is_name());
  EXPECT_EQ(pattern.prefix(), "/aws/");
  EXPECT_TRUE(pattern.Matches("/aws/x/y/bz7"));
  EXPECT_FALSE(pattern.Matches("/aws/x/y/bz"));
  EXPECT_FALSE(pattern.Matches("aws/x/y/bz7"));
}

TEST(NamePattern, AnythingMatchesAStar) {
  EXPECT_TRUE(NamePattern("*").Matches("a/b[c]"));
  EXPECT_EQ(NamePattern("*").prefix(), "");
}

TEST(NamePattern, ABackslashTakesWhatFollowsAsItIs) {
  const NamePattern pattern("a\\[1]*");
  EXPECT_EQ(pattern.prefix(), "a");
  EXPECT_TRUE(pattern.Matches("a[1]-x"));
  EXPECT_FALSE(pattern.Matches("a1-x"));
}

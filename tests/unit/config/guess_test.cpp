#include "config/guess.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weir::config {
namespace {

const std::vector<std::string> kNames{"from", "type", "path", "partition_by", "compression"};

TEST(Guess, KnowsSwappedLetters) { EXPECT_EQ(Guess("form", kNames), "from"); }
TEST(Guess, KnowsAMissingLetter) { EXPECT_EQ(Guess("pth", kNames), "path"); }
TEST(Guess, KnowsALetterTooMany) { EXPECT_EQ(Guess("typpe", kNames), "type"); }
TEST(Guess, KnowsADashForAnUnderscore) { EXPECT_EQ(Guess("partition-by", kNames), "partition_by"); }
TEST(Guess, KnowsWrongCase) { EXPECT_EQ(Guess("Path", kNames), "path"); }
TEST(Guess, AllowsLongWordsMoreSlips) { EXPECT_EQ(Guess("compresion_", kNames), "compression"); }
TEST(Guess, SaysNothingWhenTooFar) { EXPECT_EQ(Guess("bucket", kNames), std::nullopt); }
TEST(Guess, SaysNothingAboutOneLetter) { EXPECT_EQ(Guess("x", std::vector<std::string>{"y"}), std::nullopt); }
TEST(Guess, SaysNothingWithoutCandidates) { EXPECT_EQ(Guess("form", {}), std::nullopt); }
TEST(Guess, TakesTheNearest) { EXPECT_EQ(Guess("partition_bx", std::vector<std::string>{"partition_ab", "partition_by"}), "partition_by"); }
TEST(Guess, SurvivesALongWord) { EXPECT_EQ(Guess(std::string(1 << 20, 'a'), kNames), std::nullopt); }
TEST(Guess, IsAQuestion) { EXPECT_EQ(DidYouMean("form", kNames), "did you mean `from`?"); }

}  // namespace
}  // namespace weir::config

#include "replay/letter.hpp"

#include <gtest/gtest.h>

namespace weir::replay {
namespace {

TEST(Letter, HasItsNodeItsReasonAndItsColumns) {
  const auto letter = Letter::Parse(R"({"node":"rows","reason":"why","raw":"a line","columns":"{\"region\":\"eu\"}"})");
  ASSERT_TRUE(letter);
  EXPECT_EQ("rows", letter->node);
  EXPECT_EQ("why", letter->reason);
  EXPECT_EQ("eu", letter->Columns()["region"]);
}

TEST(Letter, OfARowWithoutAMessageHasTheColumnsInRaw) {
  const auto letter = Letter::Parse(R"({"node":"rows","raw":"{\"n\":7}"})");
  ASSERT_TRUE(letter);
  EXPECT_EQ(7, letter->Columns()["n"]);
}

TEST(Letter, WhoseFieldsAreOfOtherTypesHasNone) {
  const auto letter = Letter::Parse(R"({"node":7,"reason":null,"columns":["x"]})");
  ASSERT_TRUE(letter);
  EXPECT_EQ("", letter->node);
  EXPECT_EQ("", letter->reason);
  EXPECT_TRUE(letter->Columns().empty());
}

TEST(Letter, IsNoLineThatIsNotAnObject) {
  for (const char* line : {"", "7", "[]", "{", "\"node\""}) EXPECT_FALSE(Letter::Parse(line)) << line;
}

// Writing it as text again would take the stack.
TEST(Letter, IsNoLineThatNestsAMillionDeep) {
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_FALSE(Letter::Parse("{\"node\":\"rows\",\"raw\":" + deep + "}"));
  const auto letter = Letter::Parse("{\"node\":\"rows\",\"raw\":\"{\\\"a\\\":" + deep + "}\"}");
  ASSERT_TRUE(letter);
  EXPECT_TRUE(letter->Columns().empty());
}

}  // namespace
}  // namespace weir::replay

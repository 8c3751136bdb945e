#include "graph/window.hpp"

#include <gtest/gtest.h>

namespace weir::graph {
namespace {

constexpr const char* kDay = R"({"logs":{"ending":"2024-05-02T00:00:00Z","period":"86400000000000ns"}})";

TEST(Window, GivesTheValuesToLoadAPipelineWith) {
  const auto pins = PinsOf(kDay);
  ASSERT_TRUE(pins.ok());
  ASSERT_EQ(2u, pins->size());
  EXPECT_EQ("logs", pins->front().source);
  EXPECT_EQ("ending", pins->front().option);
  EXPECT_EQ("2024-05-02T00:00:00Z", pins->front().text);
  EXPECT_TRUE(PinsOf("")->empty());
}

TEST(Window, WhatIsNoneIsRefused) {
  for (const char* text : {"{", "[]", "5", R"({"logs":5})", R"({"logs":{"ending":5}})"})
    EXPECT_EQ(WEIR_E_FATAL, PinsOf(text).status().code()) << text;
}

TEST(Window, IsLikeOneOfTheSameOptions) {
  const auto alike = [](const char* one, const char* other) { return AreAlike(*PinsOf(one), *PinsOf(other)); };
  EXPECT_TRUE(alike(kDay, R"({"logs":{"ending":"2030-01-01T00:00:00Z","period":"1ns"}})"));
  EXPECT_FALSE(alike(kDay, R"({"logs":{"ending":"2024-05-02T00:00:00Z"}})"));
  EXPECT_FALSE(alike(kDay, R"({"others":{"ending":"2024-05-02T00:00:00Z","period":"1ns"}})"));
  EXPECT_FALSE(alike(kDay, ""));
}

}  // namespace
}  // namespace weir::graph

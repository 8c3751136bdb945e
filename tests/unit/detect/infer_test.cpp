#include "detect/infer.hpp"

#include <gtest/gtest.h>

namespace weir::detect {
namespace {

using Lines = std::vector<std::string>;

TEST(InferJson, NamesTypesAndKeys) {
  EXPECT_EQ(
      ColumnsOfJson({R"({"@timestamp":"2024-01-02T03:04:05Z","status":200,"took":1.5,"ok":true,"userName":"a","tags":["x"],"a.b":null})"}),
      Lines{R"(columns = ["timestamp timestamp from @timestamp", "status integer", "took number", "ok boolean", )"
            R"("user_name from userName", "tags json", "a_b from 'a.b'"])"});
}

TEST(InferJson, ATypeHoldsForAllRecords) {
  EXPECT_EQ(ColumnsOfJson({R"({"n":1,"m":1,"t":"x","z":null})", R"({"n":2.5,"m":"one","t":{},"z":7})"}),
            Lines{R"(columns = ["n number", "m", "t json", "z integer"])"});
}

TEST(InferJson, NamesThatMeetAreNumbered) {
  EXPECT_EQ(ColumnsOfJson({R"({"a b":"","a_b":"","A-B":""})"}),
            Lines{R"(columns = ["a_b from 'a b'", "a_b_2 from a_b", "a_b_3 from A-B"])"});
}

TEST(InferJson, WhatIsNoObjectHasNoColumns) {
  for (const char* text : {"", "1", "[1]", "{", "{}", "text"}) EXPECT_EQ(ColumnsOfJson({text}), Lines{}) << text;
}

// Whoever copies or walks a value level by level needs as much stack as a file has brackets.
TEST(InferJson, ListsInEachOtherMayBeAsDeepAsASample) {
  constexpr size_t kDeep = 500000;
  const std::string text = "{\"a\":" + std::string(kDeep, '[') + std::string(kDeep, ']') + "}";
  EXPECT_EQ(ColumnsOfJson({text}), Lines{R"(columns = ["a json"])"});
}

TEST(Infer, ManyColumnsAreNone) {
  std::string object = "{\"k\":1", header = "k", line = "1";
  for (int i = 1; i < 2000; ++i) {
    object += ",\"k" + std::to_string(i) + "\":1";
    header += ",k" + std::to_string(i);
    line += ",1";
  }
  EXPECT_EQ(ColumnsOfJson({object + "}"}).size(), 1u);
  EXPECT_EQ(ColumnsOfJson({object + ",\"a\":1}"}), Lines{});
  EXPECT_EQ(ColumnsOfCsv({header, line}).size(), 1u);
  EXPECT_EQ(ColumnsOfCsv({header + ",a", line + ",1"}), Lines{});
}

TEST(InferCsv, TheHeaderNamesTheColumns) {
  EXPECT_EQ(ColumnsOfCsv({"id,when,amount,note,code", R"(1,2024-01-02 03:04:05,2.50,"a, ""b""",007)", "2,2024-01-02 03:04:06.5,3,,008"}),
            Lines{R"x(columns = ["id integer", "when timestamp(%F %T%f)", "amount number", "note", "code"])x"});
}

TEST(InferCsv, OtherSeparatorsAreFound) {
    EXPECT_EQ(ColumnsOfCsv({"a;b", "1;2,5"}), (Lines{R"(separator = ";")", R"(columns = ["a integer", "b"])"}));
    EXPECT_EQ(ColumnsOfCsv({"a\tb c", "true\tx"}), (Lines{R"(separator = "\t")", R"(columns = ["a boolean", "'b c'"])"}));
}

TEST(InferCsv, WithoutAHeaderOrFieldsThereAreNone) {
    EXPECT_EQ(ColumnsOfCsv({"1,2", "3,4"}), Lines{});
    EXPECT_EQ(ColumnsOfCsv({"a line of text", "another"}), Lines{});
    EXPECT_EQ(ColumnsOfCsv({"a,b"}), Lines{});
    EXPECT_EQ(ColumnsOfCsv({}), Lines{});
}

}  // namespace
}  // namespace weir::detect

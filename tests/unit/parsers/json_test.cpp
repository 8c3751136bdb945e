#include "json.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "drive.hpp"

namespace weir::parsers::test {
namespace {

const weir_component& Component() { return *Describe<Json>(); }

Outcome Read(const std::string& record, const std::string& options = R"(columns = ["a"])") {
  return Drive(Component(), options, {.records = {record}});
}

// What a person is told who writes such options.
std::string Refusal(const std::string& options) {
  try {
    Read("{}", options);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(Json, ColumnsAreThoseThatAreDeclaredInTheirOrder) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_EQ(Bind(Component(), R"(columns = ["a integer", "t timestamp", "b json from c.d", "u timestamp"], rest = "r")", *in.get(), &out)
                .message(),
            "");
  std::string names;
  for (int64_t i = 0; i < out.get()->n_children; ++i)
    names += std::string(out.get()->children[i]->name) + " " + out.get()->children[i]->format + "\n";
  EXPECT_EQ(names, "a l\nt tsu:UTC\nb vu\nu tsu:UTC\nr vu\n");
  EXPECT_EQ(FindTimeColumn(*out.get()), 1u);
}

TEST(Json, DeclarationsThatCannotBeReadAreToldToTheUser) {
  EXPECT_EQ(Refusal(R"(columns = ["a", "b integer form x"])"),
            "column 2, \"b integer form x\": at byte 10: expected `from` and a path, or the end, not \"form\"");
  EXPECT_EQ(Refusal(R"(columns = ["a", "a"])"), "column 2, \"a\": a column before it has that name");
  EXPECT_EQ(Refusal("columns = []"), "no column is declared");
  EXPECT_EQ(Refusal(R"(columns = ["a"], rest = "a")"), "a declared column is named `a` already");
  EXPECT_NE(Refusal("").find("columns"), std::string::npos);
}

TEST(Json, ObjectsAreCutByTheRunner) {
  class Framed : public Json {
   public:
    using Json::Frame;
  };
  Framed json;
  weir_framing framing{sizeof framing, WEIR_LINES, nullptr, nullptr};
  json.Frame(framing);
  EXPECT_EQ(framing.kind, WEIR_JSON);
  EXPECT_EQ(framing.within, nullptr);
  json.within = "events";
  json.Frame(framing);
  EXPECT_STREQ(framing.within, "events");
}

TEST(Json, AnObjectMayStandOverSeveralLines) {
  const Outcome outcome = Read("{\n  \"a\": \"x\",\r\n  \"b\": [\n    1\n  ]\n}\n", R"(columns = ["a", "b json"])");
  ASSERT_EQ(outcome.rows.size(), 1u);
  EXPECT_EQ(outcome.at(0, "a"), "x");
  EXPECT_EQ(outcome.at(0, "b"), "[\\x0A    1\\x0A  ]");
}

// The bytes behind a record in its buffer may be the rest of what it was cut from.
TEST(Json, WhatFollowsARecordIsNoPartOfIt) {
  for (const std::string good : {R"({"a":{"b":[1,2]},"c":true})", R"({"c":[{}],"a":1e5})"}) {
    for (size_t length = 1; length < good.size(); ++length) {
      const Outcome outcome = Drive(Component(), R"(columns = ["a"])", {.records = {good.substr(0, length), good.substr(length)}});
      EXPECT_TRUE(outcome.rejected.contains(0)) << length;
      EXPECT_NE(outcome.rejected.at(0), "") << length;
      const Outcome alone = Drive(Component(), R"(columns = ["a"])", {.records = {good.substr(0, length)}});
      EXPECT_EQ(outcome.rejected.at(0), alone.rejected.at(0)) << good.substr(0, length);
    }
  }
}

TEST(Json, NestingHasALimit) {
  const auto nested = [](size_t levels) {
    return "{\"b\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + ",\"a\":\"x\"}";
  };
  EXPECT_EQ(Read(nested(1024)).rows.size(), 1u);
  EXPECT_EQ(Read(nested(1025)).rejected.at(0), "no record at byte 1028: more than 1024 objects and lists in each other");
  EXPECT_EQ(Read(nested(100000)).rejected.at(0), "no record at byte 1028: more than 1024 objects and lists in each other");
  EXPECT_EQ(Read("{\"a\":" + std::string(100000, '[')).rejected.at(0),
            "no record at byte 1028: more than 1024 objects and lists in each other");
  EXPECT_EQ(Read("{\"a\":{\"b\":" + std::string(1022, '[') + std::string(1022, ']') + "}}", R"(columns = ["a from a.b[0]"])").rows.size(),
            1u);
  EXPECT_EQ(
      Read("{\"a\":{\"b\":" + std::string(1023, '[') + std::string(1023, ']') + "}}", R"(columns = ["a from a.b[0]"])").rejected.size(),
      1u);
}

TEST(Json, RecordsOfAnyLengthAreRead) {
  Feed feed;
  for (const size_t length : {10, 70000, 10, 3000000, 10, 1500000, 10})
    feed.records.push_back("{\"a\":\"" + std::string(length, 'x') + "\"}");
  const Outcome outcome = Drive(Component(), R"(columns = ["a"])", feed);
  ASSERT_EQ(outcome.rows.size(), feed.records.size());
  for (size_t row = 0; row < feed.records.size(); ++row) EXPECT_EQ(outcome.at(row, "a")->size() + 8, feed.records[row].size());
}

TEST(Json, EscapesOfAManyRowsStayWithTheirRows) {
  Feed feed;
  for (int i = 0; i < 1000; ++i)
    feed.records.push_back(i % 3 == 0 ? "{\"a\":\"\\u0041" + std::to_string(i) + "\",\"b\":" + std::to_string(i) + "}"
                                      : "{\"a\":\"B" + std::to_string(i) + "\"}");
  const Outcome outcome = Drive(Component(), R"(columns = ["a"], rest = "r")", feed);
  ASSERT_EQ(outcome.rows.size(), 1000u);
  for (size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(outcome.at(i, "a"), (i % 3 == 0 ? "A" : "B") + std::to_string(i));
    EXPECT_EQ(outcome.at(i, "r"), i % 3 == 0 ? std::optional("{\"b\":" + std::to_string(i) + "}") : std::nullopt);
  }
}

}  // namespace
}  // namespace weir::parsers::test

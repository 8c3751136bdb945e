#include "declared.hpp"

#include <gtest/gtest.h>

namespace weir::parsers::test {
namespace {

// "name kind[(pattern)][ row time][ key|index...]", or what is wrong.
std::string Read(const std::string& entry, Values values = Values::Json) {
  static constexpr const char* kKinds[] = {"text", "integer", "number", "timestamp", "boolean"};
  const std::vector<std::string> entries{entry};
  const auto declared = ReadDeclared(entries, values);
  if (!declared.ok()) return declared.status().message();
  const Declared& one = declared->at(0);
  std::string out = one.name + " " + (one.json ? "json" : kKinds[static_cast<size_t>(one.kind)]);
  if (!one.time.empty()) out += "(" + one.time + ")";
  if (one.is_row_time) out += " row time";
  if (values == Values::Text) return out;
  const auto path = ReadPath(one.path);
  for (const PathStep& step : *path) out += " " + (step.index == PathStep::kKey ? step.key : std::to_string(step.index));
  return out;
}

TEST(Declared, ANameAloneIsATextUnderThatKey) { EXPECT_EQ(Read("user"), "user text user"); }

TEST(Declared, EveryTypeHasAName) {
  EXPECT_EQ(Read("a text"), "a text a");
  EXPECT_EQ(Read("a integer"), "a integer a");
  EXPECT_EQ(Read("a number"), "a number a");
  EXPECT_EQ(Read("a boolean"), "a boolean a");
  EXPECT_EQ(Read("a timestamp"), "a timestamp row time a");
  EXPECT_EQ(Read("a json"), "a json a");
}

TEST(Declared, PatternsOfTimesMayHaveSpacesAndBrackets) {
  EXPECT_EQ(Read("a timestamp(unix_ms)"), "a timestamp(unix_ms) row time a");
  EXPECT_EQ(Read("a timestamp(%d/%b/%Y (%H:%M) %z) from b"), "a timestamp(%d/%b/%Y (%H:%M) %z) row time b");
}

TEST(Declared, PathsAreKeysAndPlacesInLists) {
  EXPECT_EQ(Read("time timestamp from @timestamp"), "time timestamp row time @timestamp");
  EXPECT_EQ(Read("a from b.c[0][12].d"), "a text b c 0 12 d");
  EXPECT_EQ(Read("a from 'b.c'.'it''s'[0]"), "a text b.c it's 0");
  EXPECT_EQ(Read("  'a b'  integer  from  c  "), "a b integer c");
  EXPECT_EQ(Read("from from from"), "from text from");
  EXPECT_EQ(Read("'a.b'"), "a.b text a.b");
}

TEST(Declared, TextsHaveNoPathsAndNoJson) {
  EXPECT_EQ(Read("a", Values::Text), "a text");
  EXPECT_EQ(Read("a timestamp(%F)", Values::Text), "a timestamp(%F) row time");
  EXPECT_EQ(Read("a integer from b", Values::Text), "column 1, \"a integer from b\": at byte 10: expected the end, not \"from\"");
  EXPECT_EQ(
      Read("a json", Values::Text),
      "column 1, \"a json\": at byte 2: expected a type (text, integer, number, boolean, timestamp, or timestamp(PATTERN)), not \"json\"");
}

TEST(Declared, WhatIsWrongIsToldWithItsPlace) {
  EXPECT_EQ(Read(""), "column 1, \"\": at byte 0: expected a column's name, and it ends");
  EXPECT_EQ(Read("a.b"), "column 1, \"a.b\": at byte 1: expected a space after the column's name, not \".b\"");
  EXPECT_EQ(
      Read("a intger"),
      "column 1, \"a intger\": at byte 2: expected a type (text, integer, number, boolean, timestamp, timestamp(PATTERN) or json), not "
      "\"intger\"");
  EXPECT_EQ(Read("a integer b"), "column 1, \"a integer b\": at byte 10: expected `from` and a path, or the end, not \"b\"");
  EXPECT_EQ(Read("a from"), "column 1, \"a from\": at byte 6: expected a key, and it ends");
  EXPECT_EQ(Read("a from [0]"), "column 1, \"a from [0]\": at byte 7: expected a key, not \"[0]\"");
  EXPECT_EQ(Read("a from b."), "column 1, \"a from b.\": at byte 9: expected a key, and it ends");
  EXPECT_EQ(Read("a from b[x]"), "column 1, \"a from b[x]\": at byte 9: expected a place in a list, counted from 0, not \"x]\"");
  EXPECT_EQ(Read("a from b[-1]"), "column 1, \"a from b[-1]\": at byte 9: expected a place in a list, counted from 0, not \"-1]\"");
  EXPECT_EQ(Read("a from b[1"), "column 1, \"a from b[1\": at byte 10: expected `]` after the place in a list, and it ends");
  EXPECT_EQ(Read("a from b]"), "column 1, \"a from b]\": at byte 8: expected `.` and a key, or `[` and a place in a list, not \"]\"");
  EXPECT_EQ(Read("a from 'b"), "column 1, \"a from 'b\": at byte 7: the quote that opens here is never closed");
  EXPECT_EQ(Read("''"), "column 1, \"''\": at byte 2: expected a column's name that is not empty, and it ends");
  EXPECT_EQ(Read("a from b c"), "column 1, \"a from b c\": at byte 9: expected the end, not \"c\"");
  EXPECT_EQ(Read("a timestamp(%F"), "column 1, \"a timestamp(%F\": at byte 14: expected `)` after the time's pattern, and it ends");
  EXPECT_EQ(Read("a timestamp()"), "column 1, \"a timestamp()\": at byte 12: \"\" is no pattern of a time: it is empty");
  EXPECT_EQ(Read("a integer(5)").substr(0, 69), "column 1, \"a integer(5)\": at byte 9: expected a space after the type,");
  EXPECT_NE(Read("a timestamp(%Q)").find("at byte 12: \"%Q\" is no pattern of a time: "), std::string::npos);
}

TEST(Declared, TheFirstTimestampIsTheRowsTime) {
  const std::vector<std::string> entries{"a", "b timestamp", "c timestamp"};
  const auto declared = ReadDeclared(entries, Values::Text);
  ASSERT_TRUE(declared.ok());
  EXPECT_FALSE(ColumnOf(declared->at(0), 1).is_time);
  EXPECT_TRUE(ColumnOf(declared->at(1), 2).is_time);
  EXPECT_FALSE(ColumnOf(declared->at(2), 3).is_time);
}

TEST(Declared, NoTwoColumnsHaveOneName) {
  const std::vector<std::string> entries{"a", "b", "a integer"};
  EXPECT_EQ(ReadDeclared(entries, Values::Text).status().message(), "column 3, \"a integer\": a column before it has that name");
}

}  // namespace
}  // namespace weir::parsers::test

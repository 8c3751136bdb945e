#include "regex.hpp"

#include <gtest/gtest.h>

#include "schema.hpp"

namespace weir::parsers::test {
namespace {

std::string Columns(const std::string& options) { return NamesAndTypes(*Describe<Regex>(), options); }

TEST(Regex, GroupsAreTheColumns) {
  EXPECT_EQ(Columns("pattern = '(?P<b>.)(.)(?P<a>.)(?P<t>.)', columns = ['t timestamp', 'a integer']"), "b vu\na l\nt tsu:UTC\n");
}

TEST(Regex, WhatIsWrongIsSaid) {
  EXPECT_EQ(Columns("pattern = '(?P<a>.'"), "the pattern is none of RE2: missing ): (?P<a>.");
  EXPECT_EQ(Columns("pattern = '.*'"), "the pattern has no named group (?P<name>...), so no record has a column");
  EXPECT_EQ(Columns("pattern = '(?P<a>.)', columns = ['b integer']"), "the pattern has no group `b`");
  EXPECT_EQ(
      Columns("pattern = '(?P<a>.)', columns = ['a int']"),
      "column 1, \"a int\": at byte 2: expected a type (text, integer, number, boolean, timestamp, or timestamp(PATTERN)), not \"int\"");
  EXPECT_EQ(Columns("pattern = '(?P<a>.)', columns = ['a integer from b']"),
            "column 1, \"a integer from b\": at byte 10: expected the end, not \"from\"");
}

TEST(Regex, ARecordOfSeveralLinesIsMatchedAsAWhole) {
  const Outcome outcome = Drive(*Describe<Regex>(), R"(pattern = '(?P<a>.*)\n(?s:(?P<b>.*))')", {.records = {"one\ntwo\nthree"}});
  EXPECT_EQ(outcome.at(0, "a"), "one");
  EXPECT_EQ(outcome.at(0, "b"), "two\\x0Athree");
}

}  // namespace
}  // namespace weir::parsers::test

#include "csv.hpp"

#include <gtest/gtest.h>

#include "csv_finder.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

std::string Columns(const std::string& options) { return NamesAndTypes(*Describe<Csv>(), options); }

TEST(Csv, ColumnsAreThoseThatAreDeclared) {
  EXPECT_EQ(Columns("columns = ['b', 'a integer', 't timestamp(%F)', 'n number', 'x boolean']"), "b vu\na l\nt tsu:UTC\nn g\nx b\n");
}

TEST(Csv, WhatIsWrongIsSaid) {
  EXPECT_EQ(Columns("columns = []"), "no column is declared");
  EXPECT_EQ(Columns("columns = ['a'], separator = ',,'"), "the separator is one byte, and neither a quote nor the end of a line");
  EXPECT_EQ(Columns("columns = ['a'], separator = '\"'"), "the separator is one byte, and neither a quote nor the end of a line");
  EXPECT_EQ(Columns("columns = ['a', 'a']"), "column 2, \"a\": a column before it has that name");
  EXPECT_EQ(Columns("columns = ['a from b']"), "column 1, \"a from b\": at byte 2: expected the end, not \"from\"");
}

TEST(Csv, RecordsMayHoldNewLines) {
  const Outcome outcome = Drive(*Describe<Csv>(), "columns = ['a', 'b']", {.records = {"\"one\ntwo\",\"\r\n\""}, .head = "a,b\n"});
  EXPECT_EQ(outcome.framing.kind, WEIR_QUOTED_LINES);
  EXPECT_STREQ(outcome.framing.head, "1");
  EXPECT_EQ(outcome.at(0, "a"), "one\\x0Atwo");
  EXPECT_EQ(outcome.at(0, "b"), "\\x0D\\x0A");
  EXPECT_EQ(Drive(*Describe<Csv>(), "columns = ['a'], header = false", {.records = {"x"}}).framing.head, nullptr);
}

TEST(Csv, TheEndTellsOfNamesThatDoNotMeet) {
  const Outcome outcome = Drive(*Describe<Csv>(), "columns = ['a', 'b']", {.records = {"1,2", "1,2,3"}, .head = "a,c\r\n"});
  ASSERT_EQ(outcome.log.size(), 1u);
  EXPECT_EQ(
      outcome.log[0],
      "1 records had more than the fields that their header, or else the format of a record of these columns, has; what came after was left out; "
      "header lines name fields that are not known and were left out: c; header lines lack columns, which are null there: b");
}

// A record must have as many fields as its header, of which only so many are kept.
TEST(Csv, AHeaderHasAMostOfFields) {
  const std::string commas(Layout::kMostFields, ',');
  const Outcome outcome = Drive(*Describe<Csv>(), "columns = ['a', 'b']", {.records = {"1" + commas + "2"}, .head = "a" + commas + "b\n"});
  EXPECT_EQ(outcome.at(0, "a"), "1");
  EXPECT_EQ(outcome.at(0, "b"), std::nullopt);
  EXPECT_EQ(outcome.log.size(), 1u);
}

TEST(Csv, HeadersAreCutAsRecordsAre) {
  const auto names = [](std::string_view head) { return HeaderNames(head, ','); };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names("a,b\r\n"), (Names{"a", "b"}));
  EXPECT_EQ(names("\"a,\nb\",\"c\"\"d\",\n"), (Names{"a,\nb", "c\"d", ""}));
  EXPECT_EQ(names("\xef\xbb\xbf\r\n\na,b\n"), (Names{"a", "b"}));
  EXPECT_EQ(names(""), Names{});
  EXPECT_EQ(names("\n"), Names{});
}

}  // namespace
}  // namespace weir::parsers::test

#include "parser.hpp"

#include <gtest/gtest.h>

#include "alb.hpp"
#include "drive.hpp"
#include "lines.hpp"

namespace weir::parsers::test {
namespace {

const weir_component& Component() { return *Describe<Alb>(); }

std::string BindError(std::string_view options, const std::vector<Field>& in) {
  const Schema schema(in);
  const Status status = Bind(Component(), options, *schema.get());
  EXPECT_TRUE(status.ok() || status.code() == WEIR_E_CONFIG);
  return status.message();
}

TEST(Parser, AMissingColumnIsNamedWithThoseThereAre) {
  const Schema in({{"line", Type::Text}, {"region", Type::Dictionary}, {"weir.split", Type::Dictionary}});
  const Status status = Bind(Component(), "", *in.get());
  EXPECT_EQ(status.message(), "no column message to parse; the input has: line, region");
  EXPECT_EQ(status.option(), 0u);
}

TEST(Parser, TheColumnOptionNamesTheColumn) { EXPECT_EQ(BindError("column = \"line\"", {{"line", Type::Text}}), ""); }

TEST(Parser, AColumnThatIsNoTextIsRefused) {
  EXPECT_EQ(BindError("", {{"message", Type::Int64}}), "column message is 64-bit integer, and only text can be parsed");
}

TEST(Parser, AColumnThatTheTableMakesMustNotBeThereAlready) {
  EXPECT_EQ(BindError("", {{"message", Type::Text}, {"elb", Type::Dictionary}}),
            "column `elb` is in the input already, and alb makes one of that name; rename or drop it");
}

TEST(Parser, OtherColumnsPassWithTheRowsThatAreKept) {
  const Outcome outcome =
      Drive(Component(), "", {.records = {Line(1), "bad", "", Line(2)}, .wanted = {"elb_status_code", "captured", "weir.offset"}});
  const std::vector<Row> rows{{"201", "us-east-1", "0"}, {"202", "us-east-1", "3"}};
  EXPECT_EQ(outcome.rows, rows);
}

TEST(Parser, OnlyWantedColumnsAreMadeAndTheirValuesAreTheSame) {
  const std::vector<std::string> records = HostileLines(1, 300);
  const Outcome all = Drive(Component(), "", {.records = records});
  for (const std::string& column : all.columns) {
    const Outcome one = Drive(Component(), "", {.records = records, .wanted = {column, "weir.offset"}});
    ASSERT_EQ(one.columns.size(), column == "weir.offset" ? 1u : 2u);
    // Records whose faults are in columns that nobody reads come out too.
    size_t row = 0;
    for (size_t i = 0; i < all.rows.size(); ++i) {
      while (row < one.rows.size() && one.at(row, "weir.offset") != all.at(i, "weir.offset")) ++row;
      ASSERT_LT(row, one.rows.size());
      ASSERT_EQ(one.at(row, column), all.at(i, column)) << column << " of record " << *all.at(i, "weir.offset");
    }
  }
}

TEST(Parser, NoColumnsAtAllStillCountsTheRows) {
  const Outcome outcome = Drive(Component(), "", {.records = {Line(1), "bad", Line(2)}, .wanted = {"nothing"}});
  EXPECT_EQ(outcome.rows.size(), 2u);
  EXPECT_EQ(outcome.rejected.size(), 1u);
}

TEST(Parser, ABatchOfWhichNothingIsLeftIsNotSentOn) {
  const Outcome outcome = Drive(Component(), "", {.records = {"bad", "", "worse"}});
  EXPECT_TRUE(outcome.rows.empty());
  EXPECT_EQ(outcome.rejected.size(), 2u);
  EXPECT_EQ(outcome.dropped.at("blank line"), 1u);
}

TEST(Parser, ANullRecordIsRejected) {
  const Outcome outcome = Drive(Component(), "", {.records = {Line(1), Line(2)}, .null_last = true});
  EXPECT_EQ(outcome.rows.size(), 1u);
  EXPECT_EQ(outcome.rejected.at(1), "the record is null");
}

TEST(Parser, LongerRecordsAreCountedOnce) {
  const Outcome outcome = Drive(
      Component(), "", {.records = {Line(1) + std::string(40, 'x').insert(0, " a b c d e f g h i "), Line(2), Line(3) + " 1 2 3 4 5 6 7"}});
  ASSERT_EQ(outcome.log.size(), 1u);
  EXPECT_EQ(outcome.log[0], "2 records had more than the 34 fields that are known of an ALB record; what came after was left out");
}

TEST(Parser, KeepDropAndRenameChooseTheColumns) {
  const Outcome kept = Drive(Component(), R"(keep = ["elb_status_code", "time"], rename = { time = "at" })", {.records = {Line(1)}});
  EXPECT_EQ(kept.columns, (std::vector<std::string>{"at", "elb_status_code", "captured", "weir.offset"}));
  EXPECT_EQ(kept.at(0, "at"), "2018-07-02T22:23:00.186641Z");
  const Outcome dropped = Drive(Component(), R"(drop = ["elb", "time"])", {.records = {Line(1)}});
  EXPECT_EQ(dropped.columns.size(), 40u - 2 + 2);
  EXPECT_EQ(dropped.columns[1], "client_ip_port");
}

TEST(Parser, AColumnThatTheFormatDoesNotHaveIsRefused) {
  for (const std::string option : {"keep = [\"tiem\"]", "drop = [\"tiem\"]", "rename = { tiem = \"at\" }"})
    EXPECT_EQ(BindError(option, {{"message", Type::Text}}), "alb makes no column `tiem`; weir doc alb names them");
}

TEST(Parser, NamesThatMeetAndNoColumnsAtAllAreRefused) {
  EXPECT_EQ(BindError("rename = { time = \"elb\" }", {{"message", Type::Text}}), "two columns would be named `elb`");
  EXPECT_EQ(BindError(R"(keep = ["elb"], drop = ["elb"])", {{"message", Type::Text}}), "no column is left to make");
}

TEST(Parser, ARenamedColumnLeavesItsNameToTheInput) {
  EXPECT_EQ(BindError("rename = { elb = \"balancer\" }", {{"message", Type::Text}, {"elb", Type::Dictionary}}), "");
}

TEST(Parser, StringTypesKeepWhatIsWritten) {
  const Outcome outcome = Drive(Component(), "types = \"string\"", {.records = {Line(1)}});
  EXPECT_EQ(outcome.at(0, "request_processing_time"), "0.000");
  EXPECT_EQ(outcome.at(0, "time"), "2018-07-02T22:23:00.186641Z");
  EXPECT_EQ(outcome.at(0, "ssl_cipher"), "-");
  EXPECT_EQ(outcome.at(0, "conn_trace_id"), std::nullopt);
}

TEST(Parser, ColumnsSayWhatTheyAreForPeople) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_TRUE(Bind(Component(), "", *in.get(), &out).ok());
  const ArrowSchema& verb = *out.get()->children[12];
  EXPECT_EQ(Metadata(verb, "weir.doc"), "The request's method.");
  EXPECT_EQ(Metadata(verb, "weir.since"), "2016");
  EXPECT_EQ(Metadata(verb, "weir.field"), "13 verb");
}

}  // namespace
}  // namespace weir::parsers::test

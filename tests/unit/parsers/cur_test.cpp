#include "cur.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "layout.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

TEST(Cur, HasTheColumnsOfCur2AndOneMore) {
  const std::string columns = NamesAndTypes(*Describe<Cur>(), "");
  EXPECT_EQ(std::ranges::count(columns, '\n'), 126);
  EXPECT_TRUE(columns.starts_with("bill_bill_type vu\nbill_billing_entity vu\nbill_billing_period_end_date tsu:UTC\n")) << columns;
  EXPECT_TRUE(columns.ends_with("split_line_item_split_usage_ratio g\nsplit_line_item_unused_cost g\nother vu\n")) << columns;
  EXPECT_TRUE(std::ranges::is_sorted(kCur.columns.first(125), {}, [](const Column& column) { return std::string_view(column.name); }));
  EXPECT_TRUE(IsDocumented(kCur));
}

TEST(Cur, HeadingsOfBothStylesHaveOneName) {
  EXPECT_EQ(CurName("lineItem/UsageStartDate"), "line_item_usage_start_date");
  EXPECT_EQ(CurName("line_item_usage_start_date"), "line_item_usage_start_date");
  EXPECT_EQ(CurName("reservation/ReservationARN"), "reservation_reservation_a_r_n");
  EXPECT_EQ(CurName("product/instancesku"), "product_instancesku");
  EXPECT_EQ(CurName("savingsPlan/NetSavingsPlanEffectiveCost"), "savings_plan_net_savings_plan_effective_cost");
}

// Each row repeats its headings, so that their length as JSON counts.
TEST(Cur, HeadingsThatGetLongAreLeftOut) {
  const std::string head =
      std::string(50, '\x01') + "," + std::string(42, '\x01') + "," + std::string(257, 'x') + "," + std::string(256, 'y') + "\n";
  const Outcome outcome = Drive(*Describe<Cur>(), "keep = ['other']", {.records = {"1,2,3,4"}, .head = head});
  const std::string other = outcome.at(0, "other").value_or("");
  EXPECT_EQ(other.find(":\"1\""), other.npos);
  EXPECT_NE(other.find(":\"2\""), other.npos);
  EXPECT_EQ(other.find(":\"3\""), other.npos);
  EXPECT_NE(other.find("y\":\"4\""), other.npos);
}

TEST(Cur, FieldsPastTheMostAreNoHeadings) {
  const std::string commas(Layout::kMostFields, ',');
  const Outcome outcome = Drive(*Describe<Cur>(), "keep = ['other']", {.records = {"1" + commas + "2"}, .head = "a" + commas + "b\n"});
  EXPECT_EQ(outcome.at(0, "other"), "{\"a\":\"1\"}");
}

TEST(Cur, OrdinaryReportsLeaveNothingToSay) {
  const Outcome outcome = Drive(*Describe<Cur>(), "", {.records = {"1,2"}, .head = "identity/LineItemId,resourceTags/user:a\n"});
  EXPECT_EQ(outcome.log, std::vector<std::string>{});
  EXPECT_EQ(outcome.framing.kind, WEIR_QUOTED_LINES);
  EXPECT_STREQ(outcome.framing.head, "1");
}

}  // namespace
}  // namespace weir::parsers::test

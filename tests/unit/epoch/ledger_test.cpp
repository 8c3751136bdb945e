#include "epoch/ledger.hpp"

#include <gtest/gtest.h>

#include "weir/plugin.h"

namespace weir::epoch {
namespace {

NodeCounts Transform(int32_t rows) {
  NodeCounts counts;
  counts.name = "t";
  counts.kind = WEIR_TRANSFORM;
  counts.rows = rows;
  counts.delivered = counts.in = 100;
  return counts;
}
Status BalanceOf(NodeCounts counts) { return Ledger{{std::move(counts)}}.Balance(); }

TEST(Ledger, AnEdgeBringsWhatItWasGiven) {
  NodeCounts counts = Transform(WEIR_ONE);
  counts.out = 100;
  EXPECT_TRUE(BalanceOf(counts).ok());
  counts.delivered = 101;
  EXPECT_EQ(WEIR_E_BUG, BalanceOf(counts).code());
}

TEST(Ledger, OneAndFilterBalanceInWithOutRejectedAndDropped) {
  for (const int32_t rows : {WEIR_ONE, WEIR_FILTER}) {
    NodeCounts counts = Transform(rows);
    counts.out = 70, counts.rejected = 20, counts.dropped = 10;
    EXPECT_TRUE(BalanceOf(counts).ok());
    counts.dropped = 11;
    EXPECT_FALSE(BalanceOf(counts).ok());
  }
}

TEST(Ledger, ExpandBalancesInWithExpandedWhateverComesOut) {
  NodeCounts counts = Transform(WEIR_EXPAND);
  counts.expanded = 90, counts.rejected = 5, counts.dropped = 5, counts.out = 12345;
  EXPECT_TRUE(BalanceOf(counts).ok());
  counts.expanded = 91;
  EXPECT_FALSE(BalanceOf(counts).ok());
}

TEST(Ledger, AggregateBalancesWhatWasHeldAndInWithWhatWasFoldedAndIsHeld) {
  NodeCounts counts = Transform(WEIR_AGGREGATE);
  counts.held_before = 50, counts.folded = 120, counts.rejected = 3, counts.dropped = 7, counts.held = 20, counts.out = 2;
  EXPECT_TRUE(BalanceOf(counts).ok());
  counts.held = 19;
  EXPECT_FALSE(BalanceOf(counts).ok());
}

TEST(Ledger, ASinkBalancesInWithWrittenRejectedAndDropped) {
  NodeCounts counts = Transform(0);
  counts.kind = WEIR_SINK;
  counts.written = 90, counts.rejected = 6, counts.dropped = 4;
  EXPECT_TRUE(BalanceOf(counts).ok());
  counts.written = 89;
  EXPECT_FALSE(BalanceOf(counts).ok());
}

TEST(Ledger, NamesTheNodeAndBothSides) {
  NodeCounts counts = Transform(WEIR_ONE);
  counts.out = 99;
  EXPECT_EQ(
      "the ledger of transform `t` does not balance: in = 100, but out + rejected + dropped = 99; nothing of this epoch was committed",
      BalanceOf(counts).message());
}

TEST(Ledger, AddsEpochsUpAndKeepsWhatIsHeldLast) {
  NodeCounts first = Transform(WEIR_AGGREGATE), second = Transform(WEIR_AGGREGATE);
  first.held = 30, second.held = 10;
  Ledger sum;
  sum.Add({{first}});
  sum.Add({{second}});
  EXPECT_EQ(200u, sum.nodes[0].in);
  EXPECT_EQ(10u, sum.nodes[0].held);
}

TEST(Ledger, RowsReadAreThoseOfSourcesWithWhatTheyRefused) {
  NodeCounts source;
  source.kind = WEIR_SOURCE;
  source.out = 10, source.rejected = 2;
  EXPECT_EQ(12u, (Ledger{{source, Transform(WEIR_ONE)}}.read()));
}

TEST(Ledger, DeadLettersAreNotCountedAsWritten) {
  NodeCounts sink, letters;
  sink.kind = letters.kind = WEIR_SINK;
  sink.written = 10, letters.written = 3, letters.dead_letters = true;
  EXPECT_EQ(10u, (Ledger{{sink, letters}}.written()));
}

TEST(Ledger, IsEmptyWhenNoRowMoved) {
  NodeCounts source;
  source.kind = WEIR_SOURCE;
  EXPECT_TRUE((Ledger{{source}}.empty()));
  source.rejected = 1;
  EXPECT_FALSE((Ledger{{source}}.empty()));
}

TEST(Ledger, AsJsonHasTheCountsOfEachKind) {
  NodeCounts sink;
  sink.name = "out", sink.type = "keep", sink.kind = WEIR_SINK, sink.in = sink.written = 5;
  EXPECT_EQ(R"([{"name":"out","kind":"sink","type":"keep","in":5,"out":0,"rejected":0,"dropped":0,"written":5}])",
            (Ledger{{sink}}.ToJson()));
}

TEST(Ledger, IsReadBackFromItsJson) {
  Ledger ledger;
  for (const int32_t rows : {WEIR_ONE, WEIR_EXPAND, WEIR_AGGREGATE}) {
    NodeCounts counts = Transform(rows);
    counts.type = "step", counts.out = 7, counts.rejected = 1, counts.dropped = 2;
    if (rows == WEIR_EXPAND) counts.expanded = 3;
    if (rows == WEIR_AGGREGATE) counts.folded = 4, counts.held = 5;
    ledger.nodes.push_back(counts);
  }
  NodeCounts letters;
  letters.name = "dead_letter", letters.kind = WEIR_SINK, letters.in = letters.delivered = letters.written = 6, letters.dead_letters = true;
  ledger.nodes.push_back(letters);
  const Result<Ledger> again = Ledger::FromJson(ledger.ToJson());
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(ledger.ToJson(), again->ToJson());
  EXPECT_EQ(0u, again->written());
}

TEST(Ledger, ThatIsNoneIsRefused) {
  for (const char* json : {"", "{}", "[1]", "[{}]", R"([{"name":1}])"}) EXPECT_FALSE(Ledger::FromJson(json).ok()) << json;
}

TEST(Ledger, AddsNodesByTheirNames) {
  NodeCounts lake, text;
  lake.name = "lake", lake.in = 1;
  text.name = "text", text.in = 2;
  Ledger sum{{lake}};
  sum.Add({{text, lake}});
  ASSERT_EQ(2u, sum.nodes.size());
  EXPECT_EQ(2u, sum.nodes[0].in);
  EXPECT_EQ(2u, sum.nodes[1].in);
}

}  // namespace
}  // namespace weir::epoch

// However records come - in batches of any size, in one buffer or many, in any layout of text - the rows are the same.
#include <gtest/gtest.h>

#include <random>

#include "alb.hpp"
#include "drive.hpp"
#include "lines.hpp"

namespace weir::parsers::test {
namespace {

const weir_component& Component() { return *Describe<Alb>(); }

void ExpectSame(const Outcome& one, const Outcome& other) {
  ASSERT_EQ(one.rows, other.rows);
  ASSERT_EQ(one.rejected, other.rejected);
  ASSERT_EQ(one.dropped, other.dropped);
}

TEST(Borders, BatchesOfAnySizeGiveTheSameRows) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    std::mt19937_64 random(seed);
    Feed feed{.records = HostileLines(seed, 1500)};
    const Outcome whole = Drive(Component(), "", feed);
    EXPECT_GT(whole.rows.size(), 300u);
    EXPECT_GT(whole.rejected.size(), 300u);
    for (size_t left = feed.records.size(); left > 0;) {
      const size_t rows = std::min<size_t>(left, 1 + random() % 700);
      feed.batches.push_back(rows);
      left -= rows;
    }
    feed.rows_per_buffer = 1 + random() % 300;
    ExpectSame(Drive(Component(), "", feed), whole);
  }
}

TEST(Borders, EveryRowIsKeptRejectedOrDropped) {
  const Outcome outcome = Drive(Component(), "", {.records = HostileLines(77, 3000)});
  uint64_t dropped = 0;
  for (const auto& [why, rows] : outcome.dropped) dropped += rows;
  EXPECT_EQ(outcome.rows.size() + outcome.rejected.size() + dropped, 3000u);
}

TEST(Borders, LayoutsOfTextGiveTheSameRows) {
  Feed feed{.records = HostileLines(3, 600), .batches = {100, 250}};
  const Outcome views = Drive(Component(), "", feed);
  for (const Type layout : {Type::Utf8, Type::Dictionary}) {
    feed.layout = layout;
    ExpectSame(Drive(Component(), "", feed), views);
  }
}

TEST(Borders, ABufferForEveryRecordGivesTheSameRows) {
  Feed feed{.records = HostileLines(4, 300)};
  const Outcome one_buffer = Drive(Component(), "", feed);
  feed.rows_per_buffer = 1;
  ExpectSame(Drive(Component(), "", feed), one_buffer);
}

TEST(Borders, UndecodedTextIsReadWithTheSameRows) {
  const Feed feed{.records = HostileLines(5, 1000)};
  const Outcome decoded = Drive(Component(), "decode = true", feed), written = Drive(Component(), "decode = false", feed);
  EXPECT_EQ(decoded.rejected, written.rejected);
  EXPECT_EQ(decoded.rows.size(), written.rows.size());
}

}  // namespace
}  // namespace weir::parsers::test

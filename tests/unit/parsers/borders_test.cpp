// However records come - in batches of any size, in one buffer or many, in any layout of text - the rows are the same.  The records are
// those of each format's cases, and others that are made of them.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "case.hpp"
#include "drive.hpp"
#include "formats.hpp"
#include "lines.hpp"

namespace weir::parsers::test {
namespace {

class Borders : public ::testing::TestWithParam<Format> {
 protected:
  // Records under the options and the head of one case after the other.
  template <class Check>
  void ForEachKind(Check&& check) {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> kinds;
    for (const Case& one : ReadCases(std::filesystem::path(WEIR_TEST_CASES) / GetParam().folder)) {
      auto& records = kinds[{one.options, one.head}];
      records.insert(records.end(), one.records.begin(), one.records.end());
    }
    uint64_t seed = 0;
    for (const auto& [kind, records] : kinds) {
      SCOPED_TRACE(kind.first + kind.second);
      check(kind.first, Feed{.records = HostileLines(++seed, 1000, records), .head = kind.second});
    }
  }
  const weir_component& component() const { return *GetParam().component(); }
};

void ExpectSame(const Outcome& one, const Outcome& other) {
  ASSERT_EQ(one.rows, other.rows);
  ASSERT_EQ(one.rejected, other.rejected);
  ASSERT_EQ(one.dropped, other.dropped);
}

TEST_P(Borders, BatchesOfAnySizeGiveTheSameRows) {
  ForEachKind([this](const std::string& options, Feed feed) {
    const Outcome whole = Drive(component(), options, feed);
    std::mt19937_64 random(feed.records.size());
    for (size_t left = feed.records.size(); left > 0;) {
      const size_t rows = std::min<size_t>(left, 1 + random() % 700);
      feed.batches.push_back(rows);
      left -= rows;
    }
    feed.rows_per_buffer = 1 + random() % 300;
    ExpectSame(Drive(component(), options, feed), whole);
  });
}

TEST_P(Borders, EveryRowIsKeptRejectedOrDropped) {
  ForEachKind([this](const std::string& options, const Feed& feed) {
    const Outcome outcome = Drive(component(), options, feed);
    uint64_t dropped = 0;
    for (const auto& [why, rows] : outcome.dropped) dropped += rows;
    EXPECT_EQ(outcome.rows.size() + outcome.rejected.size() + dropped, feed.records.size());
    EXPECT_GT(outcome.rows.size() + outcome.rejected.size(), feed.records.size() / 2);
  });
}

TEST_P(Borders, LayoutsOfTextGiveTheSameRows) {
  ForEachKind([this](const std::string& options, Feed feed) {
    feed.batches = {100, 250};
    const Outcome views = Drive(component(), options, feed);
    for (const Type layout : {Type::Utf8, Type::Dictionary}) {
      feed.layout = layout;
      ExpectSame(Drive(component(), options, feed), views);
    }
  });
}

TEST_P(Borders, ABufferForEveryRecordGivesTheSameRows) {
  ForEachKind([this](const std::string& options, Feed feed) {
    const Outcome one_buffer = Drive(component(), options, feed);
    feed.rows_per_buffer = 1;
    ExpectSame(Drive(component(), options, feed), one_buffer);
  });
}

INSTANTIATE_TEST_SUITE_P(Formats, Borders, ::testing::ValuesIn(kFormats), [](const auto& info) { return std::string(info.param.folder); });

}  // namespace
}  // namespace weir::parsers::test

#include <gtest/gtest.h>

#include "case.hpp"
#include "drive.hpp"
#include "formats.hpp"

namespace weir::parsers::test {
namespace {

class Cases : public ::testing::TestWithParam<Format> {};

std::string Show(const std::optional<std::string>& value) { return value.value_or("null"); }

void Compare(const Case& one, const Outcome& outcome) {
  size_t row = 0;
  uint64_t dropped = 0;
  for (size_t i = 0; i < one.expected.size(); ++i) {
    const Expected& expected = one.expected[i];
    const auto rejected = outcome.rejected.find(static_cast<int64_t>(i));
    EXPECT_EQ(expected.rejected, rejected == outcome.rejected.end() ? "" : rejected->second) << "record " << i;
    if (!expected.dropped.empty()) {
      EXPECT_EQ(outcome.dropped.count(expected.dropped), 1u);
      ++dropped;
    }
    if (!expected.rejected.empty() || !expected.dropped.empty()) continue;
    ASSERT_LT(row, outcome.rows.size()) << "record " << i << " did not come out";
    EXPECT_EQ(Show(outcome.at(row, "weir.offset")), std::to_string(i));
    for (const auto& [column, value] : expected.values)
      EXPECT_EQ(Show(outcome.at(row, column)), Show(value)) << column << " of record " << i;
    ++row;
  }
  EXPECT_EQ(row, outcome.rows.size());
  uint64_t counted = 0;
  for (const auto& [why, rows] : outcome.dropped) counted += rows;
  EXPECT_EQ(dropped, counted);
}

TEST_P(Cases, AreReadAsWritten) {
  const auto cases = ReadCases(std::filesystem::path(WEIR_TEST_CASES) / GetParam().folder);
  EXPECT_GE(cases.size(), 25u);
  for (const Case& one : cases) {
    SCOPED_TRACE(one.where + ": " + one.name);
    Compare(one, Drive(*GetParam().component(), one.options, {.records = one.records, .head = one.head}));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Cases, ::testing::ValuesIn(kFormats), [](const auto& info) { return std::string(info.param.folder); });

}  // namespace
}  // namespace weir::parsers::test

#include "store/row_groups.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "weir/builders.hpp"

namespace weir::store {
namespace {

using Grouped = std::map<std::string, std::vector<int64_t>>;

Grouped Finished(RowGroups& groups) {
  Grouped grouped;
  for (const RowGroup& group : groups.Finish())
    for (int64_t i = 0; i < group.rows.count; ++i) grouped[group.name].push_back(group.rows[i]);
  return grouped;
}

TEST(RowGroups, WithoutFacetsThereIsOne) {
  RowGroups groups;
  groups.Begin(3);
  groups.Append("x/");
  const Grouped expected{{"x/", {0, 1, 2}}};
  EXPECT_EQ(expected, Finished(groups));
}

TEST(RowGroups, JoinFacetsAndLiterals) {
  RowGroups groups;
  groups.Begin(4);
  groups.Append(Facet{{0, 1, 0, 1}, {"a", "b"}});
  groups.Append("=");
  groups.Append(Facet::Of("same/"));
  groups.Append(Facet{{0, 0, 1, 0}, {"1", "2"}});
  const Grouped expected{{"a=same/1", {0}}, {"a=same/2", {2}}, {"b=same/1", {1, 3}}};
  EXPECT_EQ(expected, Finished(groups));
}

TEST(RowGroups, AreThoseOfEachRowAlone) {
  std::mt19937 random(2);
  RowGroups groups;
  for (int round = 0; round < 50; ++round) {
    const auto rows = static_cast<int64_t>(random() % 500);
    groups.Begin(rows);
    std::vector<std::string> names(static_cast<size_t>(rows));
    for (int facets = 0; facets < 3; ++facets) {
      const auto values = static_cast<int64_t>(1 + random() % 4);
      ValuesBuilder<int64_t> column(rows);
      for (int64_t row = 0; row < rows; ++row) {
        const auto value = static_cast<int64_t>(random()) % values;
        column.Set(row, value);
        names[static_cast<size_t>(row)] += std::to_string(value);
      }
      const Array array(column.Finish());
      groups.Append(FacetOfColumn(Type::Int64, *array.get(), 0, rows));
    }
    Grouped expected;
    for (size_t row = 0; row < names.size(); ++row) expected[names[row]].push_back(static_cast<int64_t>(row));
    ASSERT_EQ(expected, Finished(groups));
  }
}

TEST(Facet, OfADictionaryOfOneWordIsThatWord) {
  const Array column(ConstantText(5, "eu"));
  const Facet facet = FacetOfColumn(Type::Dictionary, *column.get(), 0, 5);
  EXPECT_TRUE(facet.codes.empty());
  EXPECT_EQ(std::vector<std::string>{"eu"}, facet.texts);
}

TEST(Facet, OfTimeAsksOncePerSpanAndWrapsAtTheEndsOfTime) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min(), kMax = std::numeric_limits<int64_t>::max();
  const int64_t times[] = {0, 9, 10, 19, -1, -10, -11, kMin, kMin + 1, kMax, kMax - 1};
  ValuesBuilder<int64_t> column(12);
  for (int64_t i = 0; i < 11; ++i) column.Set(i, times[i]);
  column.SetNull(11);
  const Array array(column.Finish());
  int asked = 0;
  const Facet facet = FacetOfTime(*array.get(), 0, 12, 10, [&](int64_t time) {
    ++asked;
    return std::to_string(time / 10 - (time % 10 < 0 ? 1 : 0));
  });
  std::vector<std::string> texts;
  for (const int32_t code : facet.codes) texts.push_back(facet.texts[static_cast<size_t>(code)]);
  const std::string least = std::to_string(kMin / 10 - 1), most = std::to_string(kMax / 10);
  EXPECT_EQ((std::vector<std::string>{"0", "0", "1", "1", "-1", "-1", "-2", least, least, most, most, ""}), texts);
  EXPECT_EQ(6, asked);
}

TEST(Facet, BeginsWhereItIsTold) {
  const Array column([] {
    Utf8Builder texts;
    for (const char* text : {"a", "b", "b"}) texts.Append(text);
    return texts.Finish();
  }());
  const Facet facet = FacetOfColumn(Type::Utf8, *column.get(), 1, 2);
  EXPECT_TRUE(facet.codes.empty());
  EXPECT_EQ(std::vector<std::string>{"b"}, facet.texts);
}

}  // namespace
}  // namespace weir::store

#include "text/paths.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "weir/builders.hpp"

namespace weir::text {
namespace {

constexpr int64_t kHour = 3'600'000'000, kDay = 24 * kHour;

Schema Columns() {
  return Schema(
      {{"word", Type::Text}, {"code", Type::Int32}, {"flag", Type::Bool}, {"region", Type::Dictionary}, {"time", Type::Timestamp, true}});
}

struct Row {
  std::optional<std::string> word;
  std::optional<int32_t> code;
  bool flag;
  std::optional<int64_t> time;
};

ArrowArray BatchOf(const std::vector<Row>& rows) {
  const auto n = static_cast<int64_t>(rows.size());
  TextBuilder words(n);
  ValuesBuilder<int32_t> codes(n);
  BoolsBuilder flags(n);
  ValuesBuilder<int64_t> times(n);
  for (int64_t i = 0; i < n; ++i) {
    const Row& row = rows[static_cast<size_t>(i)];
    row.word ? words.Copy(i, *row.word) : words.SetNull(i);
    row.code ? codes.Set(i, *row.code) : codes.SetNull(i);
    flags.Set(i, row.flag);
    row.time ? times.Set(i, *row.time) : times.SetNull(i);
  }
  return MakeBatch(n, {words.Finish(), codes.Finish(), flags.Finish(), ConstantText(n, "eu"), times.Finish()});
}

using Grouped = std::map<std::string, std::vector<int64_t>>;

Grouped Split(Paths& paths, const ArrowArray& batch) {
  const Schema schema = Columns();
  Grouped grouped;
  for (const store::RowGroup& group : paths.Split(*schema.get(), batch))
    for (int64_t i = 0; i < group.rows.count; ++i) grouped[group.name].push_back(group.rows[i]);
  return grouped;
}

TEST(Paths, RowsGoWhereTheirOwnValuesAndTimesSay) {
  const auto path = PathTemplate::Parse("out/{region}/{word}-{code}-{flag}/{time:%Y/%j}/");
  const std::string time = "time";
  Paths paths(*path, time);
  const Array batch(
      BatchOf({{"a/b", 1, true, 0}, {"", -2, false, kDay}, {std::nullopt, std::nullopt, false, std::nullopt}, {"..", 1, true, kDay - 1}}));
  const Grouped expected{
      {"eu/a%2Fb-1-true/1970/001/", {0}},
      {"eu/__HIVE_DEFAULT_PARTITION__--2-false/1970/002/", {1}},
      {"eu/__HIVE_DEFAULT_PARTITION__-__HIVE_DEFAULT_PARTITION__-false/__HIVE_DEFAULT_PARTITION__/", {2}},
      {"eu/..-1-true/1970/001/", {3}},
  };
  EXPECT_EQ(expected, Split(paths, *batch.get()));
}

TEST(Paths, ABatchOfOnePathIsNotTakenApart) {
  const Schema schema = Columns();
  const std::string time = "time";
  const Array batch(BatchOf({{"a", 1, true, 5}, {"b", 2, true, kDay - 1}}));
  for (const char* text : {"out", "out/{region}/{time:%F}/"}) {
    const auto path = PathTemplate::Parse(text);
    Paths paths(*path, time);
    const auto groups = paths.Split(*schema.get(), *batch.get());
    ASSERT_EQ(1u, groups.size());
    EXPECT_EQ(nullptr, groups[0].rows.list);
    EXPECT_EQ(2, groups[0].rows.count);
  }
}

TEST(Paths, BeginWhereASliceBegins) {
  const auto path = PathTemplate::Parse("out/{word}/{time:%H}/");
  const std::string time = "time";
  Paths paths(*path, time);
  const Array batch(BatchOf({{"a", 1, true, 0}, {"b", 2, true, kHour}, {"c", 2, true, 2 * kHour}}));
  ArrowArray slice = *batch.get();  // borrows
  slice.offset = 1;
  slice.length = 2;
  const Grouped expected{{"b/01/", {0}}, {"c/02/", {1}}};
  EXPECT_EQ(expected, Split(paths, slice));
}

TEST(Paths, AreThoseOfEachRowAlone) {
  std::mt19937_64 random(11);
  const std::string time = "time";
  const auto path = PathTemplate::Parse("out/{word}/x{code}{flag}/{time:%Y-%m-%d/%H}.log");
  const char* const words[] = {"a", "..", "b/c", "", "\xff"};
  Paths paths(*path, time);
  for (int round = 0; round < 100; ++round) {
    std::vector<Row> rows;
    for (uint64_t n = 1 + random() % 300; n > 0; --n) {
      Row row{words[random() % 5], static_cast<int32_t>(random() % 3) - 1, random() % 2 == 0,
              static_cast<int64_t>(random() % 5) * kDay / 2 - static_cast<int64_t>(random() % 2)};
      if (random() % 10 == 0) row.word.reset();
      if (random() % 10 == 0) row.time.reset();
      if (random() % 10 == 0) row.time = static_cast<int64_t>(random());
      rows.push_back(row);
    }
    const Array batch(BatchOf(rows));
    Grouped expected;
    for (size_t i = 0; i < rows.size(); ++i) {
      Paths alone(*path, time);
      const Array one(BatchOf({rows[i]}));
      expected[Split(alone, *one.get()).begin()->first].push_back(static_cast<int64_t>(i));
    }
    ASSERT_EQ(expected, Split(paths, *batch.get()));
  }
}

}  // namespace
}  // namespace weir::text

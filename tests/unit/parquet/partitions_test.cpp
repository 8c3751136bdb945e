#include "parquet/partitions.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

constexpr int64_t kDay = 86400000000;

ArrowArray Times(const std::vector<std::optional<int64_t>>& times) {
  ValuesBuilder<int64_t> builder(static_cast<int64_t>(times.size()));
  for (size_t i = 0; i < times.size(); ++i)
    times[i] ? builder.Set(static_cast<int64_t>(i), *times[i]) : builder.SetNull(static_cast<int64_t>(i));
  return builder.Finish();
}

ArrowArray Texts(const std::vector<std::optional<std::string>>& texts) {
  TextBuilder builder(static_cast<int64_t>(texts.size()));
  for (size_t i = 0; i < texts.size(); ++i)
    texts[i] ? builder.Copy(static_cast<int64_t>(i), *texts[i]) : builder.SetNull(static_cast<int64_t>(i));
  return builder.Finish();
}

std::map<std::string, std::vector<int64_t>> Shown(const std::vector<Partition>& partitions) {
  std::map<std::string, std::vector<int64_t>> shown;
  for (const Partition& partition : partitions)
    for (int64_t i = 0; i < partition.rows.count; ++i) shown[partition.folder].push_back(partition.rows[i]);
  return shown;
}

TEST(Partitions, WithoutKeysThereIsOne) {
  const Schema schema({{"a", Type::Int32}});
  const Array batch(MakeBatch(3, {ValuesBuilder<int32_t>(3).Finish()}));
  Partitioner partitioner({}, "");
  const auto partitions = partitioner.Split(*schema.get(), *batch.get());
  ASSERT_EQ(1u, partitions.size());
  EXPECT_EQ("", partitions[0].folder);
  EXPECT_EQ(3, partitions[0].rows.count);
}

TEST(Partitions, ABatchOfOnePartitionIsNotCopiedApart) {
  const Schema schema({{"region", Type::Dictionary}, {"time", Type::Timestamp, true}});
  const Array batch(MakeBatch(3, {ConstantText(3, "eu-1"), Times({0, 1, kDay - 1})}));
  Partitioner partitioner({{"region", {}}, {"year", TimeUnit::Year}, {"month", TimeUnit::Month}, {"day", TimeUnit::Day}}, "time");
  const auto partitions = partitioner.Split(*schema.get(), *batch.get());
  ASSERT_EQ(1u, partitions.size());
  EXPECT_EQ("region=eu-1/year=1970/month=01/day=01/", partitions[0].folder);
  EXPECT_EQ(nullptr, partitions[0].rows.list);
}

TEST(Partitions, RowsGoWhereTheirValuesSay) {
  const Schema schema({{"region", Type::Text}, {"time", Type::Timestamp, true}});
  const Array batch(MakeBatch(6, {Texts({"a", "b", "a", std::nullopt, "", "a/b"}), Times({0, 0, kDay, 0, -1, std::nullopt})}));
  Partitioner partitioner({{"day", TimeUnit::Day}, {"region", {}}}, "time");
  const std::map<std::string, std::vector<int64_t>> expected{
      {"day=01/region=a/", {0}},
      {"day=01/region=b/", {1}},
      {"day=02/region=a/", {2}},
      {"day=01/region=__HIVE_DEFAULT_PARTITION__/", {3}},
      {"day=31/region=__HIVE_DEFAULT_PARTITION__/", {4}},
      {"day=__HIVE_DEFAULT_PARTITION__/region=a%2Fb/", {5}},
  };
  EXPECT_EQ(expected, Shown(partitioner.Split(*schema.get(), *batch.get())));
}

TEST(Partitions, EveryRowIsInTheOneOfItsOwnDate) {
  std::mt19937_64 random(7);
  const Schema schema({{"n", Type::Int64}, {"time", Type::Timestamp, true}});
  Partitioner partitioner({{"n", {}}, {"year", TimeUnit::Year}, {"month", TimeUnit::Month}, {"hour", TimeUnit::Hour}}, "time");
  for (int round = 0; round < 100; ++round) {
    const auto rows = static_cast<int64_t>(1 + random() % 400);
    std::vector<std::optional<int64_t>> times;
    ValuesBuilder<int64_t> numbers(rows);
    std::map<std::string, std::vector<int64_t>> expected;
    for (int64_t i = 0; i < rows; ++i) {
      // Near midnight of few days, and anywhere at all.
      const int64_t time = random() % 10 == 0 ? static_cast<int64_t>(random())
                                              : static_cast<int64_t>(random() % 5 * kDay) + static_cast<int64_t>(random() % 3) - 1;
      const auto number = static_cast<int64_t>(random() % 3) - 1;
      times.emplace_back(time);
      numbers.Set(i, number);
      const store::Moment moment = store::MomentOf(time);
      expected["n=" + std::to_string(number) + "/year=" + store::FormatUnit(moment, TimeUnit::Year) +
               "/month=" + store::FormatUnit(moment, TimeUnit::Month) + "/hour=" + store::FormatUnit(moment, TimeUnit::Hour) + '/']
          .push_back(i);
    }
    const Array batch(MakeBatch(rows, {numbers.Finish(), Times(times)}));
    ASSERT_EQ(expected, Shown(partitioner.Split(*schema.get(), *batch.get())));
  }
}

}  // namespace
}  // namespace weir::parquet

// Partitions of objects as they are.
#include "files/raw_partitions.hpp"

#include <gtest/gtest.h>

namespace weir::files {
namespace {

Result<RawPartitions> Of(const std::string& path) {
  const Result<PathPattern> pattern = PathPattern::Parse(path, "/");
  EXPECT_TRUE(pattern.ok()) << pattern.status().message();
  return RawPartitions::Of(*pattern);
}

TEST(RawPartitions, AreTheFoldersThatAreCaptured) {
  const auto partitions = Of("s3://logs/logs/{account}/elb/{region}-x/{yyyy}/{mm}/{dd}/**/*.gz");
  ASSERT_TRUE(partitions.ok()) << partitions.status().message();
  EXPECT_EQ((std::vector<std::string>{"account", "region", "year", "month", "day"}), partitions->keys());
  const catalog::Partition one = partitions->Of("s3://logs/logs/1/elb/eu-x/0099/02/09/12/00/a.gz", {{"1", "eu"}, {99, 2, 9, -1}});
  EXPECT_EQ((std::vector<std::string>{"1", "eu", "0099", "02", "09"}), one.values);
  EXPECT_EQ("s3://logs/logs/1/elb/eu-x/0099/02/09", one.location);
}

TEST(RawPartitions, AreNoneWhereOnlyNamesAreCaptured) {
  for (const char* path : {"s3://logs/logs/{name}.{yyyy}-{mm}.gz", "s3://logs/**", "s3://logs/*/x/*.gz", "s3://logs/a.gz"}) {
    const auto partitions = Of(path);
    ASSERT_TRUE(partitions.ok()) << partitions.status().message();
    EXPECT_TRUE(partitions->keys().empty());
  }
}

TEST(RawPartitions, AreOneFolderEach) {
  for (const char* path : {"s3://logs/*/{region}/*.gz", "s3://logs/**/{yyyy}/*.gz", "s3://logs/{a}/x?/{b}/*.gz"})
    EXPECT_EQ(WEIR_E_CONFIG, Of(path).status().code()) << path;
  EXPECT_NE(std::string::npos, Of("s3://logs/{year}/{yyyy}/*").status().message().find("two partition keys `year`"));
}

}  // namespace
}  // namespace weir::files

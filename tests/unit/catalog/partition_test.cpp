// Partitions as the paths of files say them.
#include "catalog/partition.hpp"

#include <gtest/gtest.h>

#include "store/hive.hpp"

namespace weir::catalog {
namespace {

const std::vector<std::string> kKeys{"region", "day"};

TEST(Partition, IsInTheFolders) {
  const auto partition = PartitionOf("s3://b/lake/region=eu/day=01/part-1.parquet", "s3://b/lake", kKeys);
  ASSERT_TRUE(partition.ok()) << partition.status().message();
  EXPECT_EQ((std::vector<std::string>{"eu", "01"}), partition->values);
  EXPECT_EQ("s3://b/lake/region=eu/day=01", partition->location);
}

TEST(Partition, HasTheValuesThatWereWritten) {
  for (const std::string value :
       {"a=b", "a/b", "100%", "%41", "%", "%4", "\n", "z\xC3\xBCrich", "'\"", "..", " ", "__HIVE_DEFAULT_PARTITION__"}) {
    const std::string path = "s3://b/lake/" + store::HiveFolder("k=y", value) + "f";
    const auto partition = PartitionOf(path, "s3://b/lake", std::vector<std::string>{"k=y"});
    ASSERT_TRUE(partition.ok()) << partition.status().message();
    EXPECT_EQ(value, partition->values.front());
    EXPECT_EQ(path, partition->location + "/f");
  }
}

TEST(Partition, OfATableWithoutKeysIsTheTable) {
  const auto partition = PartitionOf("s3://b/lake/f", "s3://b/lake", {});
  ASSERT_TRUE(partition.ok());
  EXPECT_TRUE(partition->values.empty());
  EXPECT_EQ("s3://b/lake", partition->location);
}

TEST(Partition, IsOfNoOtherPath) {
  for (const char* path :
       {"", "s3://b/lake", "s3://b/lake/", "s3://b/lake2/region=eu/day=01/f", "s3://b/lake/region=eu/f", "s3://b/lake/day=01/region=eu/f",
        "s3://b/lake/region=eu/day=01/", "s3://b/lake/region=eu/day=01/x/f", "s3://b/lake/region/day=01/f", "s3://b/lake/eu/01/f"})
    EXPECT_EQ(WEIR_E_FATAL, PartitionOf(path, "s3://b/lake", kKeys).status().code()) << path;
}

}  // namespace
}  // namespace weir::catalog

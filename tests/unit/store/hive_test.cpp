#include "store/hive.hpp"

#include <gtest/gtest.h>

namespace weir::store {
namespace {

TEST(Hive, EscapesWhatHiveEscapes) {
  EXPECT_EQ("a%2Fb%3Dc%25%3A%22%27%2A%3F%5C%7B%7D%5B%5D%5E%23%7F%0A", EscapeHive("a/b=c%:\"'*?\\{}[]^#\x7f\n"));
  EXPECT_EQ("us-east-1 ü_.~<>|&$", EscapeHive("us-east-1 ü_.~<>|&$"));
}

TEST(Hive, NothingIsTheDefaultPartition) { EXPECT_EQ("region=__HIVE_DEFAULT_PARTITION__/", HiveFolder("region", "")); }

TEST(Hive, NamesOfColumnsAreEscapedToo) { EXPECT_EQ("a%3Ab=1/", HiveFolder("a:b", "1")); }

}  // namespace
}  // namespace weir::store

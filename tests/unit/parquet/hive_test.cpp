#include "parquet/hive.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <random>

namespace weir::parquet {
namespace {

std::string Date(int64_t microseconds) {
  const Moment moment = MomentOf(microseconds);
  return FormatUnit(moment, TimeUnit::Year) + '-' + FormatUnit(moment, TimeUnit::Month) + '-' + FormatUnit(moment, TimeUnit::Day) + ' ' +
         FormatUnit(moment, TimeUnit::Hour);
}

TEST(Hive, EscapesWhatHiveEscapes) {
  EXPECT_EQ("a%2Fb%3Dc%25%3A%22%27%2A%3F%5C%7B%7D%5B%5D%5E%23%7F%0A", EscapeHive("a/b=c%:\"'*?\\{}[]^#\x7f\n"));
  EXPECT_EQ("us-east-1 ü_.~<>|&$", EscapeHive("us-east-1 ü_.~<>|&$"));
}

TEST(Hive, NothingIsTheDefaultPartition) { EXPECT_EQ("region=__HIVE_DEFAULT_PARTITION__/", HiveFolder("region", "")); }

TEST(Hive, NamesOfColumnsAreEscapedToo) { EXPECT_EQ("a%3Ab=1/", HiveFolder("a:b", "1")); }

TEST(Hive, MomentsBefore1970AndAtTheEndsOfTimeAreDates) {
  EXPECT_EQ("1970-01-01 00", Date(0));
  EXPECT_EQ("1969-12-31 23", Date(-1));
  EXPECT_EQ("2024-02-29 23", Date(1709251199999999));
  EXPECT_EQ("2024-03-01 00", Date(1709251200000000));
  EXPECT_EQ("294247-01-10 04", Date(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ("-290308-12-21 19", Date(std::numeric_limits<int64_t>::min()));
}

TEST(Hive, DatesAreThoseOfTheStandardLibrary) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20000; ++i) {
    const auto days = static_cast<int>(random() % 4000000) - 2000000;
    const std::chrono::year_month_day expected{std::chrono::sys_days(std::chrono::days(days))};
    const Moment moment = MomentOf(days * int64_t{86400000000} + static_cast<int64_t>(random() % 86400000000));
    ASSERT_EQ(static_cast<int>(expected.year()), moment.year);
    ASSERT_EQ(static_cast<unsigned>(expected.month()), static_cast<unsigned>(moment.month));
    ASSERT_EQ(static_cast<unsigned>(expected.day()), static_cast<unsigned>(moment.day));
  }
}

}  // namespace
}  // namespace weir::parquet

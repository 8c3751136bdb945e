#include "store/moment.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <random>

namespace weir::store {
namespace {

std::string Date(int64_t microseconds) {
  const Moment moment = MomentOf(microseconds);
  return FormatUnit(moment, TimeUnit::Year) + '-' + FormatUnit(moment, TimeUnit::Month) + '-' + FormatUnit(moment, TimeUnit::Day) + ' ' +
         FormatUnit(moment, TimeUnit::Hour);
}

TEST(Moment, Before1970AndAtTheEndsOfTimeIsADate) {
  EXPECT_EQ("1970-01-01 00", Date(0));
  EXPECT_EQ("1969-12-31 23", Date(-1));
  EXPECT_EQ("2024-02-29 23", Date(1709251199999999));
  EXPECT_EQ("2024-03-01 00", Date(1709251200000000));
  EXPECT_EQ("294247-01-10 04", Date(std::numeric_limits<int64_t>::max()));
  EXPECT_EQ("-290308-12-21 19", Date(std::numeric_limits<int64_t>::min()));
}

TEST(Moment, DatesAreThoseOfTheStandardLibrary) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20000; ++i) {
    const auto days = static_cast<int>(random() % 4000000) - 2000000;
    const std::chrono::year_month_day expected{std::chrono::sys_days(std::chrono::days(days))};
    const Moment moment = MomentOf(days * int64_t{86400000000} + static_cast<int64_t>(random() % 86400000000));
    ASSERT_EQ(static_cast<int>(expected.year()), moment.year);
    ASSERT_EQ(static_cast<unsigned>(expected.month()), static_cast<unsigned>(moment.month));
    ASSERT_EQ(static_cast<unsigned>(expected.day()), static_cast<unsigned>(moment.day));
    const auto day_of_year = std::chrono::sys_days(expected) - std::chrono::sys_days(expected.year() / 1 / 1);
    ASSERT_EQ(day_of_year.count() + 1, moment.day_of_year);
  }
}

TEST(Moment, HasMinutesAndSeconds) {
  for (const auto& [microseconds, minute, second] : {std::tuple{1709251199999999, 59, 59}, {-1L, 59, 59}, {61'000'000L, 1, 1}}) {
    const Moment moment = MomentOf(microseconds);
    EXPECT_EQ(minute, moment.minute);
    EXPECT_EQ(second, moment.second);
  }
}

}  // namespace
}  // namespace weir::store

#include "files/date.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace weir::files {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kDay = 24 * kHour;

constexpr int64_t kNewYear = 1'704'067'200 * kSecond;  // 2024-01-01
constexpr int64_t kLeapDay = 1'709'164'800 * kSecond;  // 2024-02-29
constexpr int64_t kMarch = kLeapDay + kDay;

// "begin..end", in seconds.
std::string Span(DateParts date) {
  const auto span = SpanOf(date);
  return span ? std::to_string(span->begin.time_since_epoch().count()) + ".." + std::to_string(span->end.time_since_epoch().count()) : "-";
}

TEST(Date, SpansItsFinestPart) {
  EXPECT_EQ("1704067200..1735689600", Span({2024, -1, -1, -1}));  // 366 days
  EXPECT_EQ("1672531200..1704067200", Span({2023, -1, -1, -1}));  // 365
  EXPECT_EQ("1706745600..1709251200", Span({2024, 2, -1, -1}));   // 29
  EXPECT_EQ("1675209600..1677628800", Span({2023, 2, -1, -1}));   // 28
  EXPECT_EQ("1701388800..1704067200", Span({2023, 12, -1, -1}));  // into the next year
  EXPECT_EQ("1709164800..1709251200", Span({2024, 2, 29, -1}));
  EXPECT_EQ("1709247600..1709251200", Span({2024, 2, 29, 23}));
  EXPECT_EQ("1704067200..1735689600", Span({2024, -1, 5, 7}));  // a day without its month says nothing
  EXPECT_EQ("1706745600..1709251200", Span({2024, 2, -1, 7}));  // an hour without its day neither
  EXPECT_EQ("-", Span({2023, 2, 29, -1}));
  EXPECT_EQ("-", Span({-1, 2, 28, -1}));
  EXPECT_EQ("-", Span(kNoDate));
}

TEST(Date, IsPossibleAsFarAsItIsKnown) {
  EXPECT_TRUE(IsPossible(kNoDate));
  EXPECT_TRUE(IsPossible({2023, 2, -1, -1}));
  EXPECT_TRUE(IsPossible({2023, -1, 31, -1}));
  EXPECT_TRUE(IsPossible({-1, 2, 29, -1}));
  EXPECT_FALSE(IsPossible({-1, 2, 30, -1}));
  EXPECT_TRUE(IsPossible({2000, 2, 29, -1}));
  EXPECT_FALSE(IsPossible({2100, 2, 29, -1}));
  EXPECT_FALSE(IsPossible({2024, 11, 31, 4}));
}

TEST(Date, LeavesRowsADayToArrive) {
  constexpr int64_t kUnknown = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(kNewYear - kDay, OldestRow({2024, -1, -1, -1}));
  EXPECT_EQ(kLeapDay - kDay, OldestRow({2024, 2, 29, -1}));
  EXPECT_EQ(kLeapDay + 23 * kHour - kDay, OldestRow({2024, 2, 29, 23}));
  EXPECT_EQ(kUnknown, OldestRow(kNoDate));
  EXPECT_EQ(kUnknown, OldestRow({-1, 2, 28, -1}));
  EXPECT_EQ(kUnknown, OldestRow({9999, 1, 1, 0}));
  EXPECT_EQ(kUnknown, OldestRow({0, 1, 1, 0}));
  EXPECT_LT(OldestRow({1678, 1, 1, 0}), OldestRow({2261, 12, 31, 23}));
}

TEST(DateWindow, TakesWhatOverlapsIt) {
  struct Case {
    int64_t since, until;
    DateParts date;
    bool taken;
  };
  const Case cases[] = {
      {kLeapDay, kMarch, {2024, -1, -1, -1}, true},
      {kLeapDay, kMarch, {2023, -1, -1, -1}, false},
      {kLeapDay, kMarch, {2025, -1, -1, -1}, false},
      {kLeapDay, kMarch, {2024, 1, -1, -1}, false},
      {kLeapDay, kMarch, {2024, 2, -1, -1}, true},
      {kLeapDay, kMarch, {2024, 3, -1, -1}, false},
      {kLeapDay, kMarch, {2024, 2, 28, -1}, false},
      {kLeapDay, kMarch, {2024, 2, 29, -1}, true},
      {kLeapDay, kMarch, {2024, 3, 1, -1}, false},
      {kLeapDay, kMarch, {2024, 2, 28, 23}, false},
      {kLeapDay, kMarch, {2024, 2, 29, 0}, true},
      {kLeapDay, kMarch, {2024, 2, 29, 23}, true},
      {kLeapDay, kMarch, {2024, 3, 1, 0}, false},
      // Bounds within a unit take all of it.
      {kLeapDay + 5 * kHour + 1, kLeapDay + 6 * kHour, {2024, 2, 29, -1}, true},
      {kLeapDay + 5 * kHour + 1, kLeapDay + 6 * kHour, {2024, 2, 29, 4}, false},
      {kLeapDay + 5 * kHour + 1, kLeapDay + 6 * kHour, {2024, 2, 29, 5}, true},
      {kLeapDay + 5 * kHour + 1, kLeapDay + 6 * kHour, {2024, 2, 29, 6}, false},
      {kLeapDay + 5 * kHour - 1, kLeapDay + 6 * kHour + 1, {2024, 2, 29, 4}, true},
      {kLeapDay + 5 * kHour - 1, kLeapDay + 6 * kHour + 1, {2024, 2, 29, 6}, true},
      {kMarch - 1, kMarch, {2024, 2, 29, 23}, true},
      {kMarch - 1, kMarch, {2024, 2, 29, 22}, false},
      // What is not known yet may lie in it.
      {kLeapDay, kMarch, kNoDate, true},
      {kLeapDay, kMarch, {-1, 7, 5, -1}, true},
      // Years that nanoseconds do not reach.
      {kLeapDay, kMarch, {0, 1, 1, 0}, false},
      {kLeapDay, kMarch, {9999, 12, 31, 23}, false},
      {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), {2024, 2, 29, 5}, true},
      // Before 1970.
      {-kHour - 1, 0, {1969, 12, 31, 22}, true},
      {-kHour, 0, {1969, 12, 31, 22}, false},
  };
  for (const Case& c : cases) {
    const std::string shown = std::to_string(c.since) + ".." + std::to_string(c.until) + " on " + std::to_string(c.date[0]) + '/' +
                              std::to_string(c.date[1]) + '/' + std::to_string(c.date[2]) + '/' + std::to_string(c.date[3]);
    EXPECT_EQ(c.taken, DateWindow(Instant{c.since}, Instant{c.until}).Takes(c.date)) << shown;
  }
}

TEST(DateWindow, IsOpenWhereItHasNoBound) {
  EXPECT_TRUE(DateWindow().Takes({9999, -1, -1, -1}));
  const DateWindow since(Instant{kLeapDay}, std::nullopt), until(std::nullopt, Instant{kLeapDay});
  EXPECT_TRUE(since.Takes({9999, 12, 31, 23}));
  EXPECT_FALSE(since.Takes({2024, 2, 28, -1}));
  EXPECT_TRUE(until.Takes({0, 1, 1, 0}));
  EXPECT_FALSE(until.Takes({2024, 2, 29, -1}));
}

// Neighbouring windows share no hour and lose none: every hour of three days lies in exactly one of them.
TEST(DateWindow, OfNeighboursTakesEveryHourOnce) {
  for (int64_t hour = 0; hour < 72; ++hour) {
    const int64_t begin = kLeapDay - kDay + hour * kHour;
    const std::chrono::sys_days day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(begin / kSecond)));
    const std::chrono::year_month_day date(day);
    const DateParts parts{static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
                          static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(hour % 24)};
    int taken = 0;
    for (int64_t from = -1; from < 4; ++from)
      taken += DateWindow(Instant{kLeapDay + (from - 1) * kDay}, Instant{kLeapDay + from * kDay}).Takes(parts);
    EXPECT_EQ(1, taken) << hour;
  }
}

}  // namespace
}  // namespace weir::files

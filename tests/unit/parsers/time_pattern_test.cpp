#include "time_pattern.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace weir::parsers::test {
namespace {

constexpr int64_t kSeconds = 1'000'000;
constexpr int64_t kNow = 1'714'521'600 * kSeconds;  // 2024-05-01T00:00:00Z

// Microseconds, or nothing for a text that is no such time.
std::optional<int64_t> Read(std::string_view pattern, std::string_view text) {
  std::string error;
  const auto compiled = TimePattern::Compile(pattern, kNow, error);
  EXPECT_TRUE(compiled) << error;
  int64_t micros = 0;
  return compiled && compiled->Read(text, micros) ? std::optional(micros) : std::nullopt;
}

TEST(TimePattern, ReadsWhatLogsWrite) {
  EXPECT_EQ(Read("%d/%b/%Y:%H:%M:%S %z", "10/Oct/2000:13:55:36 -0700"), 971'211'336 * kSeconds);
  EXPECT_EQ(Read("[%d/%b/%Y:%T %z]", "[06/Feb/2019:00:00:38 +0000]"), 1'549'411'238 * kSeconds);
  EXPECT_EQ(Read("%F\t%T", "2019-12-04\t21:02:31"), 1'575'493'351 * kSeconds);
  EXPECT_EQ(Read("%a %b %d %T%f %Y", "Wed Oct 11 14:32:52.123456 2000"), 971'274'772 * kSeconds + 123'456);
  EXPECT_EQ(Read("%Y%m%d %T", "20240229 23:59:60"), 1'709'251'200 * kSeconds);
  EXPECT_EQ(Read("%m/%d/%y %I:%M %p", "05/27/79 12:05 AM"), 296'611'500 * kSeconds);
  EXPECT_EQ(Read("%F %T", "2019-12-04   21:02:31"), 1'575'493'351 * kSeconds);
}

TEST(TimePattern, ZonesAreReadInAnyForm) {
  for (const char* zone : {"Z", "UTC", "GMT", "+00", "+0000", "-00:00"})
    EXPECT_EQ(Read("%F %T%z", std::string("1970-01-02 00:00:00") + zone), 86'400 * kSeconds);
  EXPECT_EQ(Read("%F %T%z", "1970-01-02 00:00:00-05:30"), (86'400 + 19'800) * kSeconds);
  EXPECT_EQ(Read("%F %T%z", "1970-01-02 00:00:00+2400"), std::nullopt);
  EXPECT_EQ(Read("%F %T%z", "1970-01-02 00:00:00"), std::nullopt);
}

TEST(TimePattern, DecimalsMayBeMissing) {
  EXPECT_EQ(Read("%F %T%f", "1970-01-01 00:00:01"), kSeconds);
  EXPECT_EQ(Read("%F %T%f", "1970-01-01 00:00:01.5"), kSeconds + 500'000);
  EXPECT_EQ(Read("%F %T%f", "1970-01-01 00:00:01."), std::nullopt);
}

TEST(TimePattern, WithoutAYearItIsTheLatestThatCanBe) {
  EXPECT_EQ(Read("%b %e %T", "Apr 30 00:00:00"), kNow - 86'400 * kSeconds);
  EXPECT_EQ(Read("%b %e %T", "May  2 00:00:00"), kNow + 86'400 * kSeconds) << "a day ahead is a clock that is";
  EXPECT_EQ(Read("%b %e %T", "May  2 00:00:01"), (1'682'985'601) * kSeconds) << "more is last year";
  EXPECT_EQ(Read("%b %e %T", "Feb 29 12:00:00"), 1'709'208'000 * kSeconds);
  EXPECT_EQ(Read("%b %e %T", "Feb 30 12:00:00"), std::nullopt);
}

TEST(TimePattern, UnixTimes) {
  EXPECT_EQ(Read("unix", "1418530010"), 1'418'530'010 * kSeconds);
  EXPECT_EQ(Read("unix", "1418530010.25"), 1'418'530'010 * kSeconds + 250'000);
  EXPECT_EQ(Read("unix", "-1.5"), -1'500'000);
  EXPECT_EQ(Read("unix_ms", "1418530010123"), 1'418'530'010 * kSeconds + 123'000);
  EXPECT_EQ(Read("unix_us", "1418530010123456"), 1'418'530'010 * kSeconds + 123'456);
  for (const char* bad : {"", "-", "1e9", "9223372036854775807", "1.", "1.x", " 1", "99999999999999999999"})
    EXPECT_EQ(Read("unix", bad), std::nullopt) << bad;
}

TEST(TimePattern, OfSeveralTheFirstThatFitsIsTaken) {
  EXPECT_EQ(Read("unix_us|%Y%m%d %T|%F", "1418530010123456"), 1'418'530'010 * kSeconds + 123'456);
  EXPECT_EQ(Read("unix_us|%Y%m%d %T|%F", "20141214 04:06:50"), 1'418'530'010 * kSeconds);
  EXPECT_EQ(Read("unix_us|%Y%m%d %T|%F", "2014-12-14"), 1'418'515'200 * kSeconds);
  EXPECT_EQ(Read("unix_us|%Y%m%d %T|%F", "04:06:50"), std::nullopt);
  std::string error;
  EXPECT_FALSE(TimePattern::Compile("%F|%Q", kNow, error));
  EXPECT_FALSE(TimePattern::Compile("%F|", kNow, error));
}

TEST(TimePattern, WhatIsNoTimeIsRefused) {
  for (const char* bad :
       {"", "10/Oct/2000:13:55:36", "10/Okt/2000:13:55:36 +0000", "31/Feb/2000:13:55:36 +0000", "10/Oct/2000:24:55:36 +0000",
        "10/Oct/2000:13:55:36 +0000 ", "1/Oct/2000:13:55:36 +0000", "10/Oct/2000:13:55:3x +0000"})
    EXPECT_EQ(Read("%d/%b/%Y:%T %z", bad), std::nullopt) << bad;
}

TEST(TimePattern, WhatIsNoPatternIsRefused) {
  std::string error;
  EXPECT_FALSE(TimePattern::Compile("%Q", kNow, error));
  EXPECT_EQ(error, "%Q is nothing that times are made of");
  EXPECT_FALSE(TimePattern::Compile("%F %", kNow, error));
  EXPECT_EQ(error, "it ends with a %");
  EXPECT_FALSE(TimePattern::Compile("", kNow, error));
}

}  // namespace
}  // namespace weir::parsers::test

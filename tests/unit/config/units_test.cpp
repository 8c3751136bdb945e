#include "config/units.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace weir::config {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kNow = 1'714'521'600 * kSecond;  // 2024-05-01T00:00:00Z

// The number, or the message.
std::string Text(const Result<int64_t>& result) { return result.ok() ? std::to_string(*result) : result.status().message(); }

struct Case {
  const char* text;
  int64_t value;
};

TEST(Duration, ReadsTheseTexts) {
  for (const Case& one : {Case{"5m", 300 * kSecond},
                          {"1h30m", 5400 * kSecond},
                          {"250ms", kSecond / 4},
                          {"2 days", 172800 * kSecond},
                          {"1 day", 86400 * kSecond},
                          {"1.5 s", kSecond * 3 / 2},
                          {"0", 0},
                          {"0s", 0},
                          {"10us", 10'000},
                          {"10\xc2\xb5s", 10'000},
                          {"7ns", 7},
                          {" 1h ", 3600 * kSecond},
                          {"1 h 1 min", 3660 * kSecond},
                          {"2 weeks", 1209600 * kSecond}})
    EXPECT_EQ(Text(ParseDuration(one.text)), std::to_string(one.value)) << one.text;
}

TEST(Duration, RefusesTheseTexts) {
  for (const char* text : {"",
                           " ",
                           "5",
                           "m",
                           "-5m",
                           "5 parsecs",
                           "1e3s",
                           "5m!",
                           "5.m",
                           ".5m",
                           "5m5",
                           "99999999999999999999s",
                           "300 years",
                           "400000 d",
                           "106752 days 1 day",
                           "1.0000000001s",
                           "inf",
                           "nan",
                           "0x5m",
                           "5M"})
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
}

TEST(Duration, SaysWhatItExpected) {
  EXPECT_EQ(Text(ParseDuration("soon")), "expected a duration such as \"5m\" or \"1h30m\"");
  EXPECT_EQ(Text(ParseDuration("90")), "expected a duration such as \"5m\" or \"1h30m\"; this one has no unit");
}

TEST(Size, ReadsTheseTexts) {
  for (const Case& one : {Case{"64MiB", 64 << 20},
                          {"512 MB", 512'000'000},
                          {"1GiB", 1 << 30},
                          {"4096", 4096},
                          {"0", 0},
                          {"1.5KiB", 1536},
                          {"7B", 7},
                          {"2tib", int64_t{2} << 40},
                          {"448 mib", 448 << 20},
                          {"9223372036854775807", std::numeric_limits<int64_t>::max()}})
    EXPECT_EQ(Text(ParseSize(one.text)), std::to_string(one.value)) << one.text;
}

TEST(Size, RefusesTheseTexts) {
  for (const char* text :
       {"", "-1", "-64MiB", "64M", "64 potatoes", "1.5", "8388608TiB", "9223372036854775808", "64MiB 3", "MiB", "0x10", "1e9", "1_000"})
    EXPECT_FALSE(ParseSize(text).ok()) << text;
}

TEST(Time, ReadsTheseTexts) {
  for (const Case& one : {Case{"2024-05-01T00:00:00Z", kNow},
                          {"2024-05-01", kNow},
                          {"2024-05-01T02:00:00+02:00", kNow},
                          {"2024-04-30 19:00:00-05:00", kNow},
                          {"2024-05-01t00:00:00.25z", kNow + kSecond / 4},
                          {"@1714521600", kNow},
                          {"@1714521600.5", kNow + kSecond / 2},
                          {"now", kNow},
                          {"1 day ago", kNow - 86400 * kSecond},
                          {"2h ago", kNow - 7200 * kSecond},
                          {"1970-01-01T00:00:00Z", 0},
                          {"1969-12-31T23:59:59.5Z", -kSecond / 2},
                          {"2024-02-29", 1'709'164'800 * kSecond},
                          {"2016-12-31T23:59:60Z", 1'483'228'800 * kSecond},
                          {"2024-05-01T00:00Z", kNow}})
    EXPECT_EQ(Text(ParseTime(one.text, kNow)), std::to_string(one.value)) << one.text;
}

TEST(Time, RefusesTheseTexts) {
  for (const char* text : {"",
                           "yesterday",
                           "2024-05-01T00:00:00",
                           "2024-5-1",
                           "2023-02-29",
                           "2024-13-01",
                           "2024-00-10",
                           "2024-04-31",
                           "2024-05-01T24:00:00Z",
                           "2024-05-01T00:60:00Z",
                           "2024-05-01T00:00:61Z",
                           "2024-05-01T00:00:00+25:00",
                           "2024-05-01T00:00:00Zulu",
                           "9999-12-31",
                           "1600-01-01",
                           "@",
                           "@x",
                           "@99999999999999",
                           " ago",
                           "5 ago",
                           "ago",
                           "1 day hence",
                           "2024-05-01T"})
    EXPECT_FALSE(ParseTime(text, kNow).ok()) << text;
}

TEST(Time, AsksForTheZone) { EXPECT_NE(Text(ParseTime("2024-05-01T12:00:00", kNow)).find("no time zone"), std::string::npos); }

TEST(Time, DoesNotOverflowBeforeTheFirstNanosecond) {
  EXPECT_FALSE(ParseTime("200000 days ago", std::numeric_limits<int64_t>::min() + 5).ok());
}

TEST(Fraction, ReadsPercents) {
  EXPECT_DOUBLE_EQ(*ParseFraction("1%"), 0.01);
  EXPECT_DOUBLE_EQ(*ParseFraction("1 %"), 0.01);
  EXPECT_DOUBLE_EQ(*ParseFraction("0.25"), 0.25);
}

TEST(Fraction, RefusesTheseTexts) {
  for (const char* text : {"", "%", "nan", "inf", "1e999", "1,5", "+-1", "1%%"}) EXPECT_FALSE(ParseFraction(text).ok()) << text;
}

TEST(Integer, IsTheWholeText) {
  EXPECT_EQ(*ParseInteger(" -17 "), -17);
  EXPECT_EQ(*ParseInteger("+3"), 3);
  for (const char* text : {"", "4x", "4.0", "9223372036854775808", "+-3", "0x4"}) EXPECT_FALSE(ParseInteger(text).ok()) << text;
}

TEST(Units, SurviveLongTexts) {
  const std::string digits(1 << 20, '9'), pairs = [] {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "1ns";
    return text;
  }();
  EXPECT_FALSE(ParseDuration(digits + "s").ok());
  EXPECT_EQ(*ParseDuration(pairs), 100'000);
  EXPECT_FALSE(ParseSize(digits).ok());
  EXPECT_FALSE(ParseTime("@" + digits, kNow).ok());
}

}  // namespace
}  // namespace weir::config

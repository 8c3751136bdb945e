#include "config/units.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace weir::config {
namespace {

// The number, or the message.
std::string Text(const Result<int64_t>& result) { return result.ok() ? std::to_string(*result) : result.status().message(); }

struct Case {
  const char* text;
  int64_t value;
};

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

TEST(Size, SurvivesLongTexts) { EXPECT_FALSE(ParseSize(std::string(1 << 20, '9')).ok()); }

}  // namespace
}  // namespace weir::config

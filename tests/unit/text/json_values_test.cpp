#include "text/json_values.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

namespace weir::text {
namespace {

template <class Append, class Value>
std::string Written(Append append, Value value) {
  std::string out;
  append(value, out);
  return out;
}

TEST(JsonValues, Text) {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", R"("")"},
      {"GET /index.html HTTP/1.1", R"("GET /index.html HTTP/1.1")"},
      {"seven..\"", R"("seven..\"")"},
      {"\\12345678", R"("\\12345678")"},
      {"a\nb\rc\td", R"("a\nb\rc\td")"},
      {"\0\x01\x1f\x7f"sv, "\"\\u0000\\u0001\\u001f\x7f\""},
      {"caf\u00e9 \u65e5\u672c \U0001f600", "\"caf\u00e9 \u65e5\u672c \U0001f600\""},
      {"\u00e9\"", "\"\u00e9\\\"\""},
      // Not UTF-8: a stray byte, a cut sequence, an overlong one, half of a surrogate pair, beyond the last code point.
      {"\xff", R"({"base64":"/w=="})"},
      {"abcdefgh\xc3", R"({"base64":"YWJjZGVmZ2jD"})"},
      {"\xc0\xaf", R"({"base64":"wK8="})"},
      {"\xed\xa0\x80", R"({"base64":"7aCA"})"},
      {"\xf4\x90\x80\x80", R"({"base64":"9JCAgA=="})"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(expected, Written(AppendText, text));
}

TEST(JsonValues, Bytes) {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, std::string_view> cases[] = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {"\0\xff\xfe"sv, "AP/+"}};
  for (const auto& [bytes, expected] : cases) EXPECT_EQ("{\"base64\":\"" + std::string(expected) + "\"}", Written(AppendBytes, bytes));
}

TEST(JsonValues, Numbers) {
  using Limits = std::numeric_limits<double>;
  EXPECT_EQ("0.1", Written(AppendDouble, 0.1));
  EXPECT_EQ("1", Written(AppendDouble, 1.0));
  EXPECT_EQ("-0", Written(AppendDouble, -0.0));
  EXPECT_EQ("1e+300", Written(AppendDouble, 1e300));
  EXPECT_EQ("5e-324", Written(AppendDouble, Limits::denorm_min()));
  for (const double none : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) EXPECT_EQ("null", Written(AppendDouble, none));
  EXPECT_EQ("-9223372036854775808", Written(AppendInteger, std::numeric_limits<int64_t>::min()));
}

TEST(JsonValues, Timestamps) {
  const std::pair<int64_t, std::string_view> cases[] = {
      {0, "\"1970-01-01T00:00:00.000000Z\""},
      {-1, "\"1969-12-31T23:59:59.999999Z\""},
      {1'709'210'096'000'007, "\"2024-02-29T12:34:56.000007Z\""},
      {-62'167'219'200'000'000, "\"0000-01-01T00:00:00.000000Z\""},
      {-62'167'219'200'000'001, "-62167219200000001"},
      {253'402'300'799'999'999, "\"9999-12-31T23:59:59.999999Z\""},
      {253'402'300'800'000'000, "253402300800000000"},
      {std::numeric_limits<int64_t>::min(), "-9223372036854775808"},
  };
  for (const auto& [microseconds, expected] : cases) EXPECT_EQ(expected, Written(AppendTimestamp, microseconds));
}

}  // namespace
}  // namespace weir::text

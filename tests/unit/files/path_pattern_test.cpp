#include "files/path_pattern.hpp"

#include <gtest/gtest.h>

namespace weir::files {
namespace {

// "a=x b=y @2024-02-03T04" for a match of one name, "-" for none.
std::string Matched(std::string_view text, std::string_view name) {
  PatternNames names;
  const auto pattern = NamePattern::Parse(text, names);
  if (!pattern.ok()) return pattern.status().message();
  Captured captured{std::vector<std::string>(names.columns.size()), kNoDate};
  if (!pattern->Match(name, captured)) return "-";
  std::string out = "yes";
  for (size_t i = 0; i < names.columns.size(); ++i) out += ' ' + names.columns[i] + '=' + captured.values[i];
  for (size_t i = 0; i < 4; ++i)
    if (captured.date[i] >= 0) out += std::string(" ") + "ymdh"[i] + std::to_string(captured.date[i]);
  return out;
}

struct NameCase {
  std::string_view pattern, name, expected;
};

TEST(NamePattern, Matches) {
  const NameCase cases[] = {
      {"app.log", "app.log", "yes"},
      {"app.log", "app.log2", "-"},
      {"app.log", "App.log", "-"},
      {"*", "anything", "yes"},
      {"*.log", ".log", "-"},  // hidden
      {".*", ".log", "yes"},
      {".{name}", ".log", "yes name=log"},
      {"*", ".hidden", "-"},
      {"?hidden", ".hidden", "-"},
      {"[.]hidden", ".hidden", "-"},
      {"{x}", ".hidden", "-"},
      {"*.log", "a.log.log", "yes"},
      {"a*b*c", "aXbYc", "yes"},
      {"a*b*c", "aXcYb", "-"},
      {"*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-"},
      {"?.log", "a.log", "yes"},
      {"?.log", "ab.log", "-"},
      {"?.log", "\u00e9.log", "yes"},
      {"?.log", "\xff.log", "yes"},
      {"[abc]x", "bx", "yes"},
      {"[a-c]x", "dx", "-"},
      {"[!a-c]x", "dx", "yes"},
      {"[^a-c]x", "ax", "-"},
      {"[a-]x", "-x", "yes"},
      {"[]x]", "]", "yes"},
      {"[!]]", "a", "yes"},
      {"[\u00e0-\u00ff]", "\u00e9", "yes"},
      {"[\u00e0-\u00ff]", "e", "-"},
      {"[{]x[}]", "{x}", "yes"},
      {"{app}.log", "web.log", "yes app=web"},
      {"{app}.log", ".log", "-"},
      {"{app}-{n}.log", "a-b-c.log", "yes app=a n=b-c"},
      {"{app}x", "xx", "yes app=x"},
      {"{app}-*", "a-", "yes app=a"},
      {"{app}?", "\u00e9\u00e9", "yes app=\u00e9"},
      {"{app}-{yyyy}{mm}{dd}.log", "web-1-20240131.log", "yes app=web-1 y2024 m1 d31"},
      {"{yyyy}", "2024", "yes y2024"},
      {"{yyyy}", "02024", "-"},
      {"{yyyy}", "202x", "-"},
      {"{mm}", "13", "-"},
      {"{mm}", "00", "-"},
      {"{dd}", "32", "-"},
      {"{hh}", "23", "yes h23"},
      {"{hh}", "24", "-"},
      {"{yyyy}-{mm}-{dd}", "2024-02-29", "yes y2024 m2 d29"},
      {"{yyyy}-{mm}-{dd}", "2023-02-29", "-"},
      {"{yyyy}-{mm}-{dd}", "1900-02-29", "-"},
      {"{yyyy}-{mm}-{dd}", "2024-04-31", "-"},
      {"{dd}.{mm}.{yyyy}", "29.02.2023", "-"},
      {"{mm}{dd}", "0229", "yes m2 d29"},  // of some year
      {"{mm}{dd}", "0230", "-"},
      {"*{mm}{dd}", "1231-0230", "-"},
      {"*{mm}-{dd}{yyyy}", "02-30-12-312024", "yes y2024 m12 d31"},
      {"*-{yyyy}{mm}{dd}*", "a-20230230-20230301", "yes y2023 m3 d1"},
      {"{dd}", "\xd9\xa1\xd9\xa2", "-"},  // digits, but not ours
      {"k={v}", "k=a=b", "yes v=a=b"},
      {"{v}.log", "new\nline.log", "yes v=new\nline"},
      {"{v}.log", "\xff\xfe.log", "yes v=\xff\xfe"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(c.expected, Matched(c.pattern, c.name)) << c.pattern << " on " << c.name;
}

TEST(PathPattern, NamesTheFoldersToBeginAt) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"/logs/*.log", "/logs"},
      {"logs/*.log", "/home/{me}*/logs"},
      {"*.log", "/home/{me}*"},
      {"./logs//x/*.log", "/home/{me}*/logs/x"},
      {"../logs/*.log", "/home/logs"},
      {"/*.log", "/"},
      {"/a/b.log", "/a"},
      {"/a/b/**", "/a/b"},
      {"/a/x{y}/b/c.log", "/a"},
      {"../../../../a/*", "/a"},
      {"/a/b/../c/*", "/a/c"},
  };
  for (const auto& [path, root] : cases) {
    const auto pattern = PathPattern::Parse(path, "/home/{me}*");
    ASSERT_TRUE(pattern.ok()) << path << ": " << pattern.status().message();
    EXPECT_EQ(root, pattern->root()) << path;
  }
}

TEST(PathPattern, GivesItsCapturesInOrder) {
  const auto pattern = PathPattern::Parse("/l/{region}/{yyyy}/{mm}/{app}-{host}.log", "/");
  ASSERT_TRUE(pattern.ok());
  EXPECT_EQ((std::vector<std::string>{"region", "app", "host"}), pattern->columns());
}

TEST(PathPattern, SaysWhatIsWrong) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "the path is empty"},
      {"logs/", "names a folder"},
      {"/", "names a folder"},
      {"..", "names a folder"},
      {"logs/.", "names a folder"},
      {"logs/{region/x", "`{` without its `}`"},
      {"logs/region}/x", "`}` that closes nothing"},
      {"logs/[ab/x", "`[` without its `]`"},
      {"logs/ab]", "`]` that closes nothing"},
      {"logs/[]", "`[` without its `]`"},
      {"logs/[z-a]", "goes backwards"},
      {"logs/{}/x", "names no column"},
      {"logs/{my-region}/x", "names no column"},
      {"logs/{1st}/x", "names no column"},
      {"logs/{message}/x", "holds the record"},
      {"logs/{a}/{a}", "{a} is there twice"},
      {"logs/{mm}/{mm}", "{mm} is there twice"},
      {"logs/a**", "alone between two slashes"},
      {"logs/{a}{b}", "can't tell where a capture ends"},
      {"logs/*{b}", "can't tell where `*` ends"},
      {"logs/*/../x", "can't follow a wildcard"},
  };
  for (const auto& [path, expected] : cases) {
    const auto pattern = PathPattern::Parse(path, "/");
    ASSERT_FALSE(pattern.ok()) << path;
    EXPECT_NE(std::string::npos, pattern.status().message().find(expected)) << path << ": " << pattern.status().message();
  }
}

// "prefix|from|until" for a window of whole days.
std::string RangeOf(std::string_view text, const DateParts& above, std::string_view since, std::string_view until) {
  PatternNames names;
  const auto pattern = NamePattern::Parse(text, names);
  const auto instant = [](std::string_view day) -> std::optional<Instant> {
    if (day.empty()) return std::nullopt;
    const auto number = [&](size_t at, size_t digits) { return std::stoi(std::string(day.substr(at, digits))); };
    const std::chrono::sys_days days = std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
    return Instant{std::chrono::nanoseconds(days.time_since_epoch()).count()};
  };
  const store::NameRange range = pattern->RangeIn(DateWindow(instant(since), instant(until)), above);
  return range.prefix + '|' + range.from + '|' + range.until;
}

TEST(NamePattern, BoundsTheNamesOfAWindow) {
  EXPECT_EQ("||", RangeOf("{yyyy}", kNoDate, "", ""));
  EXPECT_EQ("|2024|2025\xff", RangeOf("{yyyy}", kNoDate, "2024-03-05", "2025-01-02"));
  EXPECT_EQ("|2024|2024\xff", RangeOf("{yyyy}", kNoDate, "2024-03-05", "2025-01-01"));  // `until` is not in it
  EXPECT_EQ("year=|year=2024|", RangeOf("year={yyyy}", kNoDate, "2024-03-05", ""));
  EXPECT_EQ("log-|log-2024-03-05-|log-2024-03-09-\xff", RangeOf("log-{yyyy}-{mm}-{dd}-*", kNoDate, "2024-03-05", "2024-03-10"));
  EXPECT_EQ("||", RangeOf("{dist}.{yyyy}-{mm}", kNoDate, "2024-03-05", "2024-03-10"));
  EXPECT_EQ("E1.|E1.2024-03|E1.2024-03\xff", RangeOf("E1.{yyyy}-{mm}", kNoDate, "2024-03-05", "2024-03-10"));
  // Below the first year its first month bounds, below the others nothing does.
  EXPECT_EQ("|03|", RangeOf("{mm}", {2024, -1, -1, -1}, "2024-03-05", "2026-01-01"));
  EXPECT_EQ("||", RangeOf("{mm}", {2025, -1, -1, -1}, "2024-03-05", "2026-02-01").substr(0, 2));
  EXPECT_EQ("||01\xff", RangeOf("{mm}", {2026, -1, -1, -1}, "2024-03-05", "2026-02-01"));
}

TEST(PathPattern, MeansObjectsOfABucket) {
  const auto pattern = PathPattern::Parse("s3://logs/AWSLogs//{account}/elb/**/*.gz", "/home");
  ASSERT_TRUE(pattern.ok()) << pattern.status().message();
  EXPECT_EQ("s3://logs/AWSLogs/", pattern->root());  // and an empty part, as the key has it
  EXPECT_EQ(4u, pattern->parts().size());
  const auto one = PathPattern::Parse("s3://logs/a/../b.log", "/home");
  ASSERT_TRUE(one.ok());
  EXPECT_EQ("s3://logs/a/..", one->root());
  EXPECT_EQ("b.log", one->parts().front().name.literal());
  EXPECT_EQ("s3://logs", PathPattern::Parse("s3://logs/*", "/home")->root());
  for (const char* wrong : {"s3://logs", "s3://logs/", "s3://{bucket}/a", "s3://Logs/a", "s3://logs/a/"})
    EXPECT_EQ(WEIR_E_CONFIG, PathPattern::Parse(wrong, "/home").status().code()) << wrong;
}

}  // namespace
}  // namespace weir::files

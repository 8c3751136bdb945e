#include "text/path_template.hpp"

#include <gtest/gtest.h>

#include <set>

#include "store/place.hpp"

namespace weir::text {
namespace {

using namespace std::string_view_literals;

TEST(PathTemplate, BeginsWithAFolderThatIsAlwaysTheSame) {
  struct {
    const char *path, *root, *suffix;
    size_t pieces;
  } const cases[] = {
      {"out", "out", "", 0},
      {"/var/log/out/", "/var/log/out/", "", 0},
      {"out/v1.2", "out/v1.2", "", 0},
      {"out/{{x}}", "out/{x}", "", 0},
      {"out/{region}", "out", "", 2},
      {"out/{region}/", "out", "", 2},
      {"out/dt={time:%F}/", "out", "", 3},
      {"/a/b/{region}/{time:%Y/%m/%d}/", "/a/b", "", 4},
      {"out/{region}/{time:%F}.log", "out", ".log", 4},
      {"out/{region}/events.jsonl.gz", "out", ".jsonl.gz", 2},
      {"out/{region}/v1.2/", "out", "", 2},
      {"out/{region}.1.gz", "out", ".1.gz", 2},
      {"out/{region}.", "out", "", 2},
      {"./{region}/", ".", "", 2},
      {"out/a{{b}}/{region}/", "out/a{b}", "", 2},
  };
  for (const auto& one : cases) {
    const auto parsed = PathTemplate::Parse(one.path);
    ASSERT_TRUE(parsed.ok()) << one.path << ": " << parsed.status().message();
    EXPECT_EQ(one.root, parsed->root) << one.path;
    EXPECT_EQ(one.suffix, parsed->suffix) << one.path;
    EXPECT_EQ(one.pieces, parsed->pieces.size()) << one.path;
  }
}

TEST(PathTemplate, RefusesWhatIsNoneOrLeadsElsewhere) {
  for (const std::string_view path : {""sv,
                                      "/"sv,
                                      "{region}/x"sv,
                                      "x{region}/"sv,
                                      "/{region}"sv,
                                      "out/{region"sv,
                                      "out/region}"sv,
                                      "out/{}"sv,
                                      "out/{a{b}"sv,
                                      "out/{time:}"sv,
                                      "out/{time:%q}"sv,
                                      "out/{at:%Y}"sv,
                                      "out/{region}/../x"sv,
                                      "out/{region}/.."sv,
                                      "out/{region}//x"sv,
                                      "out/{region}/./x"sv,
                                      "out/{time:%Y/../../%m}"sv,
                                      "out/{time:/%Y}"sv,
                                      "out/{region}/{time:%Y/}/x"sv,
                                      "out/{region}/\0x"sv}) {
    const auto parsed = PathTemplate::Parse(path);
    EXPECT_EQ(WEIR_E_CONFIG, parsed.status().code()) << path;
  }
}

TEST(PathTemplate, LeavesRoomForWhatTheSystemOpens) {
  std::string deep = "out/";
  for (int i = 0; i < 30; ++i) deep += "{a}/";
  const auto parsed = PathTemplate::Parse(deep);
  ASSERT_TRUE(parsed.ok());
  EXPECT_GE(130u, parsed->longest_part);
  EXPECT_LE(64u, parsed->longest_part);
  for (int i = 0; i < 60; ++i) deep += "{a}/";
  EXPECT_FALSE(PathTemplate::Parse(deep).ok());
}

TEST(PathTemplate, EscapesValues) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"eu-west-1", "eu-west-1"},
      {"", "__HIVE_DEFAULT_PARTITION__"},
      {"/", "%2F"},
      {"../../etc", "..%2F..%2Fetc"},
      {"a\0b"sv, "a%00b"},
      {"a\nb\x7f", "a%0Ab%7F"},
      {"100%", "100%25"},
      {"caf\u00e9", "caf\u00e9"},
      {"caf\u00e9\xff", "caf%C3%A9%FF"},
      {"{x}", "%7Bx%7D"},
  };
  for (const auto& [value, expected] : cases) EXPECT_EQ(expected, EscapeValue(value));
}

TEST(PathTemplate, PartsThatMeanSomethingElseAreEscaped) {
  EXPECT_EQ("%2E./%2E/%2Eweir/x.y/...", MakeSafe(".././.weir/x.y/...", 255));
  EXPECT_EQ("%2E./", MakeSafe("../", 255));
  EXPECT_EQ("", MakeSafe("", 255));
}

TEST(PathTemplate, LongPartsAreCutAndStayDifferent) {
  const std::string a(300, 'a');
  std::set<std::string> names;
  for (const std::string& part : {a + "1", a + "2", std::string(300, '%') + "2F", a.substr(0, 256), a.substr(0, 255)}) {
    const std::string safe = MakeSafe(part + "/x", 255);
    EXPECT_GE(257u, safe.size());
    EXPECT_TRUE(safe.ends_with("/x"));
    names.insert(safe);
  }
  EXPECT_EQ(5u, names.size());
  EXPECT_EQ(a.substr(0, 255) + "/x", MakeSafe(a.substr(0, 255) + "/x", 255));
}

TEST(PathTemplate, CutsBetweenCharactersAndEscapes) {
  std::string escapes, accents;
  for (int i = 0; i < 100; ++i) escapes += "%2F", accents += "\u00e9\u65e5";
  for (size_t longest = 64; longest < 80; ++longest) {
    const std::string escaped = Shorten(escapes, longest), accented = Shorten(accents, longest);
    EXPECT_GE(longest, escaped.size());
    EXPECT_EQ(0u, (escaped.size() - 17) % 3);
    EXPECT_TRUE(accented.substr(0, accented.size() - 17).ends_with("\u00e9") ||
                accented.substr(0, accented.size() - 17).ends_with("\u65e5"));
  }
}

// Whatever the values hold, the path is one below the root.
TEST(PathTemplate, HostileValuesStayBelow) {
  const std::string hostile[] = {"..",
                                 "../..",
                                 ".",
                                 "",
                                 "/",
                                 std::string("\0", 1),
                                 "\xff\xfe",
                                 std::string(1000, 'x'),
                                 std::string(400, '/'),
                                 ".weir",
                                 "a/../b",
                                 "...",
                                 "\n\r\x1b[",
                                 "%2e%2e%2f",
                                 "\\..\\",
                                 "{a}",
                                 std::string(300, '\xff')};
  for (const std::string& a : hostile)
    for (const std::string& b : hostile)
      for (const std::string& rendered : {EscapeValue(a) + '/' + EscapeValue(b) + "/x", EscapeValue(a) + EscapeValue(b) + "/x",
                                          '.' + EscapeValue(a) + '/' + EscapeValue(b)}) {
        const std::string safe = MakeSafe(rendered, 255);
        EXPECT_TRUE(store::IsBelow(safe)) << safe;
        EXPECT_FALSE(safe.starts_with(".weir/")) << safe;
        EXPECT_EQ(std::ranges::count(rendered, '/'), std::ranges::count(safe, '/')) << safe;
      }
}

}  // namespace
}  // namespace weir::text

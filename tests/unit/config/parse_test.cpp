#include "config/parse.hpp"

#include <gtest/gtest.h>

namespace weir::config {
namespace {

Table ParseGood(const std::string& text) {
  Diagnostics diagnostics("a.toml", text);
  std::optional<Table> table = Parse(diagnostics);
  EXPECT_TRUE(table) << diagnostics.Render(false);
  return table ? *table : Table();
}

std::string ErrorOf(const std::string& text) {
  Diagnostics diagnostics("a.toml", text);
  EXPECT_FALSE(Parse(diagnostics));
  return diagnostics.Render(false);
}

TEST(Parse, KeepsTheOrderOfTheFile) {
  const Table table = ParseGood("b = 1\na = 2\n[z]\n[c]\n");
  ASSERT_EQ(table.entries.size(), 4u);
  EXPECT_EQ(table.entries[0].key + table.entries[1].key + table.entries[2].key + table.entries[3].key, "bazc");
}

TEST(Parse, KnowsWhereKeysAndValuesAre) {
  const Table table = ParseGood("[sink.lake]\npath  = \"x/y\"  # why\n");
  const Entry& path = table.entries[0].value.As<Table>()->entries[0].value.As<Table>()->entries[0];
  EXPECT_EQ(path.at, (Location{2, 1, 4}));
  EXPECT_EQ(path.value.at, (Location{2, 9, 5}));
}

TEST(Parse, CountsColumnsInBytes) {
  const Table table = ParseGood("\"né\" = { k = true }\n");
  EXPECT_EQ(table.entries[0].at, (Location{1, 1, 5}));
  EXPECT_EQ(table.entries[0].value.As<Table>()->entries[0].value.at, (Location{1, 15, 4}));
}

TEST(Parse, KnowsWhereReferencesAre) {
  const Table table = ParseGood("a = \"é\\t${x}/${env:Y}\"\n");
  EXPECT_EQ(table.entries[0].value.references, (std::vector<Location>{{1, 10, 4}, {1, 15, 8}}));
}

TEST(Parse, KnowsTheLineOfAReferenceInALongString) {
  const Table table = ParseGood("a = '''\none\n  ${x}'''\n");
  EXPECT_EQ(table.entries[0].value.references, (std::vector<Location>{{3, 3, 4}}));
}

TEST(Parse, PointsNowhereInAStringWhoseEscapesHideAReference) {
  EXPECT_TRUE(ParseGood("a = \"\\u0024{x}\"\n").entries[0].value.references.empty());
}

TEST(Parse, ReadsWindowsLineEnds) { EXPECT_EQ(ParseGood("a = 1\r\nb = 'x'\r\n").entries[1].value.at, (Location{2, 5, 3})); }

TEST(Parse, KeepsDatesAsText) {
  EXPECT_EQ(ParseGood("a = 2024-05-01T00:00:00Z").entries[0].value.As<DateTime>()->text, "2024-05-01T00:00:00Z");
  EXPECT_EQ(ParseGood("a = 2024-05-01").entries[0].value.As<DateTime>()->text, "2024-05-01");
}

TEST(Parse, PointsAtAMistakeInTheSyntax) {
  const std::string said = ErrorOf("a = 1\nb = = 2\n");
  EXPECT_TRUE(said.starts_with("error: this is not TOML\n --> a.toml:2:5\n  |\n2 | b = = 2\n  |     ^ ")) << said;
}

TEST(Parse, RefusesAKeyThatIsThereTwice) {
  EXPECT_NE(ErrorOf("a = 1\na = 2\n").find("cannot redefine existing integer 'a'"), std::string::npos);
}

TEST(Parse, RefusesBrokenUtf8) { EXPECT_NE(ErrorOf("a = '\xff'\n").find("this is not TOML"), std::string::npos); }

TEST(Parse, RefusesALargeFile) { EXPECT_NE(ErrorOf("# " + std::string(5 << 20, 'x')).find("at most 4 MiB"), std::string::npos); }

TEST(ParseValue, ReadsOneValue) {
  EXPECT_EQ(*ParseValue("\"x\"")->As<std::string>(), "x");
  EXPECT_EQ(ParseValue("[1, 2]")->As<Array>()->size(), 2u);
}

TEST(ParseValue, RefusesMoreThanOne) {
  EXPECT_FALSE(ParseValue("1\nb = 2"));
  EXPECT_FALSE(ParseValue("snappy"));
  EXPECT_FALSE(ParseValue(""));
}

TEST(Canonical, IsTheSameForTheSameTree) {
  const std::string text =
      "b = 1\na = \"q\\\"\\n\\u0001é\"\nd = 2024-05-01\nf = 1.0\n\n[sink.x]\nk = [1, { m = true, n = {} }]\nt = { \"odd key\" = \"v\" }\n\n[z]\n";
  EXPECT_EQ(Canonical(ParseGood(text)), text);
}

TEST(Canonical, WritesDeepTablesInline) {
  EXPECT_EQ(Canonical(ParseGood("[sink.x.tls]\nca = 'a'\n[[sink.x.rules]]\nn = 1\n")),
            "[sink.x]\ntls = { ca = \"a\" }\nrules = [{ n = 1 }]\n");
}

}  // namespace
}  // namespace weir::config

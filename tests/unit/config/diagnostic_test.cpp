#include "config/diagnostic.hpp"

#include <gtest/gtest.h>

namespace weir::config {
namespace {

TEST(Diagnostics, ShowTheLineAndCaretsUnderTheWord) {
  Diagnostics diagnostics("pipelines/alb.toml", std::string(26, '\n') + "form = \"errors\"\n");
  diagnostics.Error({27, 1, 4}, "unknown option `form` in [sink.search]", "did you mean `from`?", "weir doc es");
  EXPECT_EQ(diagnostics.Render(false),
            "error: unknown option `form` in [sink.search]\n"
            "  --> pipelines/alb.toml:27:1\n"
            "   |\n"
            "27 | form = \"errors\"\n"
            "   | ^^^^ did you mean `from`?\n"
            "   = help: weir doc es\n");
}

TEST(Diagnostics, NeedLessRoomForAShortLineNumber) {
  Diagnostics diagnostics("a.toml", "form = \"errors\"\n");
  diagnostics.Error({1, 1, 4}, "wrong");
  EXPECT_EQ(diagnostics.Render(false), "error: wrong\n --> a.toml:1:1\n  |\n1 | form = \"errors\"\n  | ^^^^\n");
}

TEST(Diagnostics, WithoutAPlaceNameTheFileOnly) {
  Diagnostics diagnostics("a.toml", "");
  diagnostics.Error({}, "the pipeline has no source", "", "add one");
  EXPECT_EQ(diagnostics.Render(false), "error: the pipeline has no source\n --> a.toml\n  = help: add one\n");
}

TEST(Diagnostics, PutCaretsUnderTheWordBehindUtf8) {
  // "né" and "日本" are 3 and 6 bytes; the second is four cells wide.
  Diagnostics diagnostics("a.toml", "né日本 = x");
  diagnostics.Error({1, 13, 1}, "wrong");
  EXPECT_EQ(diagnostics.Render(false), "error: wrong\n --> a.toml:1:8\n  |\n1 | né日本 = x\n  |          ^\n");
}

TEST(Diagnostics, MakeCaretsAsWideAsUtf8Looks) {
  Diagnostics diagnostics("a.toml", "a = \"日本\"");
  diagnostics.Error({1, 5, 8}, "wrong");
  EXPECT_NE(diagnostics.Render(false).find("  |     ^^^^^^\n"), std::string::npos) << diagnostics.Render(false);
}

TEST(Diagnostics, ShowATabAsFourSpaces) {
  Diagnostics diagnostics("a.toml", "\tx = 1");
  diagnostics.Error({1, 2, 1}, "wrong");
  EXPECT_EQ(diagnostics.Render(false), "error: wrong\n --> a.toml:1:2\n  |\n1 |     x = 1\n  |     ^\n");
}

TEST(Diagnostics, ComeInTheOrderOfTheFile) {
  Diagnostics diagnostics("a.toml", "a\nb\n");
  diagnostics.Error({2, 1, 1}, "second");
  diagnostics.Error({1, 1, 1}, "first");
  const std::string said = diagnostics.Render(false);
  EXPECT_LT(said.find("first"), said.find("second"));
}

TEST(Diagnostics, AreSaidOnce) {
  Diagnostics diagnostics("a.toml", "a\n");
  diagnostics.Error({1, 1, 1}, "wrong");
  diagnostics.Error({1, 1, 1}, "wrong");
  EXPECT_EQ(diagnostics.count(), 1u);
}

TEST(Diagnostics, WithWarningsOnlyAreEmpty) {
  Diagnostics diagnostics("a.toml", "a\n");
  diagnostics.Warn({1, 1, 1}, "old");
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(diagnostics.Render(false), "warning: old\n --> a.toml:1:1\n  |\n1 | a\n  | ^\n");
}

TEST(Diagnostics, SendNoEscapeOfTheFileToTheTerminal) {
  Diagnostics diagnostics("a.toml", "a = \x1b[2J\n");
  diagnostics.Error({1, 1, 1}, "bad \x1b[0m name");
  EXPECT_EQ(diagnostics.Render(false).find('\x1b'), std::string::npos);
}

TEST(Diagnostics, ShowAPieceOfALongLine) {
  Diagnostics diagnostics("a.toml", std::string(100'000, 'x') + "HERE" + std::string(100'000, 'y'));
  diagnostics.Error({1, 100'001, 4}, "wrong");
  const std::string said = diagnostics.Render(false);
  EXPECT_LT(said.size(), 500u);
  EXPECT_NE(said.find("HERE"), std::string::npos);
}

TEST(Diagnostics, ShowFiftyAndCountTheRest) {
  Diagnostics diagnostics("a.toml", std::string(60, '\n'));
  for (int line = 1; line <= 60; ++line) diagnostics.Error({line, 1, 1}, "wrong");
  EXPECT_TRUE(diagnostics.Render(false).ends_with("\n... and 10 more\n"));
}

TEST(Diagnostics, AreColouredOnlyWhenAsked) {
  Diagnostics diagnostics("a.toml", "a\n");
  diagnostics.Error({1, 1, 1}, "wrong");
  EXPECT_NE(diagnostics.Render(true).find("\x1b[1;31merror"), std::string::npos);
  EXPECT_EQ(diagnostics.Render(false).find('\x1b'), std::string::npos);
}

TEST(Diagnostics, DropAByteOrderMark) { EXPECT_EQ(Diagnostics("a.toml", "\xef\xbb\xbfweir = 1").text(), "weir = 1"); }

TEST(Diagnostics, PointBehindTheEndOfALine) {
  Diagnostics diagnostics("a.toml", "a =\n");
  diagnostics.Error({1, 4, 1}, "wrong");
  EXPECT_NE(diagnostics.Render(false).find("1 | a =\n  |    ^\n"), std::string::npos);
}

}  // namespace
}  // namespace weir::config

// Files that nobody writes by hand: they must give errors, and neither crash nor take minutes.
#include <gtest/gtest.h>

#include <random>

#include "loading.hpp"

namespace weir::config {
namespace {

std::string Repeat(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Hostile, ThousandsOfBrackets) { EXPECT_NE(LoadText("a = " + Repeat("[", 100'000)).said().find("nests deeper"), std::string::npos); }

TEST(Hostile, ThousandsOfInlineTables) {
  EXPECT_NE(LoadText("a = " + Repeat("{a=", 100'000)).said().find("nests deeper"), std::string::npos);
}

TEST(Hostile, ThousandsOfDots) { EXPECT_NE(LoadText(Repeat("a.", 500'000) + "a = 1").said().find("nests deeper"), std::string::npos); }

TEST(Hostile, ThousandsOfDotsInAHeader) {
  EXPECT_NE(LoadText("[" + Repeat("a.", 500'000) + "a]").said().find("nests deeper"), std::string::npos);
}

TEST(Hostile, DotsBehindTheQuotesOfALongString) {
  EXPECT_NE(LoadText("x = { y = \"\"\"a\"\"\"\"\", " + Repeat("a.", 100'000) + "a = 1 }").said().find("nests deeper"), std::string::npos);
}

TEST(Hostile, DotsBehindAnOpenString) { EXPECT_FALSE(LoadText("x = \"abc\n" + Repeat("a.", 100'000) + "a = 1").diagnostics.empty()); }

TEST(Hostile, TheDeepestThatIsAllowed) {
  const std::string key = Repeat("a.", 15) + "a";
  EXPECT_FALSE(LoadText("weir = 1\n" + key + " = " + Repeat("{" + key + " = ", 64) + "1" + Repeat("}", 64)).diagnostics.empty());
}

TEST(Hostile, AMegabyteOfJunk) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::string junk(round == 0 ? 1 << 20 : 2000, ' ');
    for (char& c : junk) c = static_cast<char>(random());
    EXPECT_FALSE(LoadText(junk).diagnostics.empty());
  }
}

TEST(Hostile, ThousandsOfFilesOfTomlLetters) {
  std::mt19937 random(7);
  constexpr std::string_view kLetters = "ab.=[]{}\"'\n, 1#${}\\-";
  for (int round = 0; round < 2000; ++round) {
    std::string junk = "weir = 1\n";
    for (int i = 0; i < 60; ++i) junk += kLetters[random() % kLetters.size()];
    EXPECT_FALSE(LoadText(junk).diagnostics.empty());
  }
}

TEST(Hostile, ATruncatedPipeline) {
  const std::string text =
      "weir = 1\n[params]\np = { default = \"x\" }\n[source.a]\ntype = \"files\"\npath = '''${p}/${env:HOME}'''\n[sink.b]\ntype = \"c\"\nfrom = [\"a\"]\n";
  for (size_t end = 0; end < text.size(); ++end) LoadText(text.substr(0, end)).said();
}

TEST(Hostile, ThousandsOfUnknownKeysOnOneLine) {
  std::string text = "weir = 1\nx = { \"é\" = 1";
  for (int i = 0; i < 50'000; ++i) text += ", k" + std::to_string(i) + " = '${x}'";
  EXPECT_FALSE(LoadText(text + " }").diagnostics.empty());
}

TEST(Hostile, ThousandsOfNodesThatReadFromNowhere) {
  std::string text = "weir = 1\n";
  for (int i = 0; i < 10'000; ++i)
    text += "[sink.node_with_a_long_name_" + std::to_string(i) + "]\ntype='a'\nfrom='node_with_a_long_nome_" + std::to_string(i) + "'\n";
  EXPECT_FALSE(LoadText(text).diagnostics.empty());
}

TEST(Hostile, AChainAsLongAsTheFile) {
  std::string text = "weir = 1\n[source.n0]\ntype='a'\n";
  for (int i = 1; i < 20'000; ++i) text += "[transform.n" + std::to_string(i) + "]\ntype='a'\nfrom='n" + std::to_string(i - 1) + "'\n";
  EXPECT_EQ(LoadText(text + "[sink.out]\ntype='a'\nfrom='n19999'\n").said(), "");
}

TEST(Hostile, ParametersThatDoubleEachOther) {
  std::string text = "weir = 1\n[params]\np0 = { default = \"" + Repeat("x", 100) + "\" }\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "${p" + std::to_string(i - 1) + "}";
    text += "p" + std::to_string(i) + " = { default = \"" + before + before + "\" }\n";
  }
  EXPECT_NE(LoadText(text).said().find("more than 64 MiB"), std::string::npos);
}

}  // namespace
}  // namespace weir::config

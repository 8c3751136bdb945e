#include "config/substitute.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "loading.hpp"

namespace weir::config {
namespace {

// A good pipeline whose source has this path, and these [params].
std::string WithPath(const std::string& path, const std::string& params = "") {
  return "weir = 1\n[params]\n" + params + "\n[source.logs]\ntype = \"files\"\npath = " + path +
         "\n[sink.out]\ntype = \"console\"\nfrom = \"logs\"\n";
}

Invocation With(std::vector<std::pair<std::string, std::string>> sets) {
  Invocation invocation;
  invocation.sets = std::move(sets);
  invocation.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "TOKEN") return "s3cr\"et";
    if (name == "EMPTY") return "";
    return std::nullopt;
  };
  return invocation;
}

const Value& PathOf(const Loaded& loaded) { return loaded.pipeline->Find("logs")->options.Find("path")->value; }
std::string TextOf(const Loaded& loaded) {
  EXPECT_EQ(loaded.said(), "");
  return *PathOf(loaded).As<std::string>();
}

TEST(Substitution, RefusesAValueThatIsNotUtf8) {
  const std::string text = WithPath("'${a}'", "a = {}");
  EXPECT_EQ(LoadText(text, With({{"a", "caf\xe9"}})).said(), "error: the value of parameter `a` in --set is not UTF-8\n --> alb.toml\n");
  EXPECT_EQ(TextOf(LoadText(text, With({{"a", "caf\xc3\xa9"}}))), "caf\xc3\xa9");
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    path_ = (std::filesystem::temp_directory_path() / "weir_config_XXXXXX").string();
    ::close(::mkstemp(path_.data()));
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Substitution, FillsInADefault) { EXPECT_EQ(TextOf(LoadText(WithPath("'${in}/x'", "in = { default = 'lake' }"))), "lake/x"); }

TEST(Substitution, PrefersTheSetValue) {
  EXPECT_EQ(TextOf(LoadText(WithPath("'${in}/x'", "in = { default = 'lake' }"), With({{"in", "sea"}}))), "sea/x");
}

TEST(Substitution, TakesTheLastSetOfAName) {
  EXPECT_EQ(TextOf(LoadText(WithPath("'${in}'", "in = {}"), With({{"in", "a"}, {"in", "b"}}))), "b");
}

TEST(Substitution, WritesNumbersAndBooleansAsText) {
  EXPECT_EQ(TextOf(LoadText(WithPath("'${n} ${b} ${f}'", "n = { default = 7 }\nb = { default = true }\nf = { default = 0.5 }"))),
            "7 true 0.5");
}

TEST(Substitution, LetsADefaultUseAParameterAboveIt) {
  EXPECT_EQ(TextOf(LoadText(WithPath("'${b}'", "a = { default = 'x' }\nb = { default = '${a}/y' }"))), "x/y");
}

TEST(Substitution, RefusesADefaultThatUsesItself) {
  EXPECT_NE(LoadText(WithPath("'${a}'", "a = { default = '${a}' }")).said().find("unknown parameter `a`"), std::string::npos);
}

TEST(Substitution, SaysThatAValueIsMissing) {
  EXPECT_EQ(LoadText(WithPath("'${in}'", "in = { help = 'folder of logs' }")).said(),
            "error: parameter `in` has no value\n"
            " --> alb.toml:3:1\n"
            "  |\n"
            "3 | in = { help = 'folder of logs' }\n"
            "  | ^^ folder of logs\n"
            "  = help: set it with --set in=VALUE, or give it a default\n");
}

TEST(Substitution, PointsAtAnUnknownReferenceAndGuesses) {
  EXPECT_EQ(LoadText(WithPath("\"é/${inptu}/x\"", "input = { default = 'a' }")).said(),
            "error: unknown parameter `inptu`\n"
            " --> alb.toml:6:11\n"
            "  |\n"
            "6 | path = \"é/${inptu}/x\"\n"
            "  |           ^^^^^^^^ did you mean `input`?\n");
}

TEST(Substitution, GuessesTheNameOfASet) {
  EXPECT_EQ(LoadText(WithPath("'${input}'", "input = { default = 'a' }"), With({{"inptu", "x"}})).said(),
            "error: unknown parameter `inptu` in --set\n --> alb.toml\n  = help: did you mean `input`?\n");
}

TEST(Substitution, BringsInTextAndNoStructure) {
  const std::string evil = "x\"\ntype = \"evil\"\n[sink.evil]\n#${env:TOKEN}${in}'''\\";
  const Loaded loaded = LoadText(WithPath("\"${in}\"", "in = {}"), With({{"in", evil}}));
  EXPECT_EQ(TextOf(loaded), evil);
  EXPECT_EQ(loaded.pipeline->nodes.size(), 2u);
}

TEST(Substitution, LooksIntoArraysAndTables) {
  const Loaded loaded = LoadText(WithPath("['a', { k = '${in}' }]", "in = { default = 'v' }"));
  EXPECT_EQ(*PathOf(loaded).As<Array>()->at(1).As<Table>()->Find("k")->value.As<std::string>(), "v");
}

TEST(Substitution, WorksInTypeAndFrom) {
  const Loaded loaded = LoadText(
      "weir = 1\n[params]\nt = { default = 'files' }\n[source.logs]\ntype = '${t}'\n[sink.out]\ntype = 'console'\nfrom = ['${t}x']\n");
  EXPECT_EQ(loaded.pipeline->nodes[0].type, "files");
  EXPECT_EQ(loaded.pipeline->nodes[1].from[0].node, "filesx");
}

TEST(Substitution, LeavesADoubledDollarAlone) { EXPECT_EQ(TextOf(LoadText(WithPath("'$${in}$'"))), "${in}$"); }

TEST(Substitution, ReadsADollarBeforeAReference) { EXPECT_EQ(TextOf(LoadText(WithPath("'$$${in}'", "in = { default = '5' }"))), "$5"); }

TEST(Substitution, WantsAReferenceClosed) {
  EXPECT_NE(LoadText(WithPath("'${in'")).said().find("this reference is not closed"), std::string::npos);
}

TEST(Substitution, RefusesWhatIsNoName) {
  EXPECT_NE(LoadText(WithPath("'${a b}'")).said().find("this is not a reference"), std::string::npos);
}

TEST(Substitution, SaysOneErrorForABrokenValue) { EXPECT_EQ(LoadText(WithPath("'${nowhere}'")).diagnostics.count(), 1u); }

TEST(Environment, IsRead) { EXPECT_EQ(TextOf(LoadText(WithPath("'${env:TOKEN}${env:EMPTY}'"), With({}))), "s3cr\"et"); }

TEST(Environment, MissesAVariable) {
  EXPECT_NE(LoadText(WithPath("'${env:NOPE}'"), With({})).said().find("the environment has no variable `NOPE`"), std::string::npos);
}

TEST(Environment, MakesTheValueASecret) { EXPECT_TRUE(PathOf(LoadText(WithPath("'x${env:TOKEN}'"), With({}))).secret); }

TEST(File, IsReadWithoutItsLastNewline) {
  const TemporaryFile file("one\ntwo\n\n");
  EXPECT_EQ(TextOf(LoadText(WithPath("'${file:" + file.path() + "}'"))), "one\ntwo\n");
}

TEST(File, IsMissing) {
  EXPECT_NE(LoadText(WithPath("'${file:/nonexistent/x}'")).said().find("can't read /nonexistent/x: No such file or directory"),
            std::string::npos);
}

TEST(File, IsTooLarge) {
  const TemporaryFile file(std::string((1 << 20) + 1, 'x'));
  EXPECT_NE(LoadText(WithPath("'${file:" + file.path() + "}'")).said().find("larger than 1 MiB"), std::string::npos);
}

TEST(File, IsNoDeviceThatNeverEnds) {
  EXPECT_NE(LoadText(WithPath("'${file:/dev/zero}'")).said().find("not a regular file"), std::string::npos);
}

TEST(Canonical, FillsInParametersAndKeepsSecretsAsReferences) {
  const Loaded loaded = LoadText(WithPath("'${in}/${key}'", "in = { default = 'lake' }\nkey = { default = 'k=${env:TOKEN}' }"), With({}));
  EXPECT_EQ(loaded.pipeline->canonical,
            "weir = 1\n\n[source.logs]\ntype = \"files\"\npath = \"lake/k=${env:TOKEN}\"\n\n"
            "[sink.out]\ntype = \"console\"\nfrom = \"logs\"\n\n[pipeline]\nname = \"alb\"\n");
}

// What was a value in the first reading must not become a reference in the second.
TEST(Canonical, ReadsBackAsTheSame) {
  for (const std::string value : {"plain", "${env:TOKEN}", "$${x}", "cost$", "a$$", "${", "$", "\"\n'''\\", "{x}"}) {
    const Loaded first = LoadText(WithPath("'${in}${env:TOKEN}${in}{x}'", "in = {}"), With({{"in", value}}));
    Invocation again = With({});
    again.recorded = true;
    const Loaded second = LoadText(first.pipeline->canonical, again);
    EXPECT_EQ(TextOf(second), TextOf(first)) << value;
    EXPECT_EQ(second.pipeline->canonical, first.pipeline->canonical);
  }
}

TEST(Canonical, ReadsBackANumberThatAParameterGave) {
  const Loaded first = LoadText(kGood + "[pipeline]\nlanes = '${n}'\n[params]\nn = { default = 3 }\n");
  ASSERT_EQ(first.said(), "");
  Invocation again;
  again.recorded = true;
  const Loaded second = LoadText(first.pipeline->canonical, again);
  EXPECT_EQ(second.said(), "");
  EXPECT_EQ(second.pipeline->lanes, 3);
}

}  // namespace
}  // namespace weir::config

#include "config/pipeline.hpp"

#include <gtest/gtest.h>

#include "loading.hpp"

namespace weir::config {
namespace {

using namespace std::chrono_literals;

bool Says(const Loaded& loaded, std::string_view what) { return loaded.said().find(what) != std::string::npos; }

// A source that the nodes of the test may read from.
std::string Flow(const std::string& nodes) { return "weir = 1\n[source.logs]\ntype = 'files'\n" + nodes; }

TEST(Pipeline, HasItsNodesInTheOrderOfTheFile) {
  const Loaded loaded = LoadText(
      "weir = 1\n[sink.out]\ntype = 'console'\nfrom = 'rows'\n[transform.rows]\ntype = 'alb'\nfrom = 'logs'\n[source.logs]\ntype = 'files'\n");
  ASSERT_EQ(loaded.said(), "");
  ASSERT_EQ(loaded.pipeline->nodes.size(), 3u);
  EXPECT_EQ(loaded.pipeline->nodes[0].where(), "[sink.out]");
  EXPECT_EQ(loaded.pipeline->nodes[1].where(), "[transform.rows]");
  EXPECT_EQ(loaded.pipeline->nodes[2].where(), "[source.logs]");
}

TEST(Pipeline, TakesOptionsWithoutTypeAndFrom) {
  const Loaded loaded = LoadText(Flow("[sink.out]\ntype = 'parquet'\npath = 'x'\nfrom = 'logs'\n"));
  ASSERT_EQ(loaded.pipeline->Find("out")->options.entries.size(), 1u);
  EXPECT_EQ(loaded.pipeline->Find("out")->options.entries[0].key, "path");
}

TEST(Pipeline, ReadsPortsAndSeveralInputs) {
  const Loaded loaded =
      LoadText(Flow("[transform.rows]\ntype = 'alb'\nfrom = 'logs'\n[sink.out]\ntype = 'console'\nfrom = ['rows', 'rows.rejected']\n"));
  ASSERT_EQ(loaded.said(), "");
  const std::vector<Edge>& from = loaded.pipeline->Find("out")->from;
  ASSERT_EQ(from.size(), 2u);
  EXPECT_EQ(from[0].port, "");
  EXPECT_EQ(from[1].node, "rows");
  EXPECT_EQ(from[1].port, "rejected");
  EXPECT_EQ(from[1].at, (Location{9, 17, 15}));
}

TEST(Pipeline, ReadsWhatASinkRejects) { EXPECT_EQ(LoadText(kGood + "[sink.bad]\ntype = 'text'\nfrom = 'out.rejected'\n").said(), ""); }

TEST(Pipeline, IsCalledLikeItsFile) {
  Diagnostics diagnostics("some/where/my logs.v2.toml", kGood);
  EXPECT_EQ(Load({}, diagnostics)->name, "my_logs.v2");
}

TEST(Pipeline, HasTheNameItSays) { EXPECT_EQ(LoadText(kGood + "[pipeline]\nname = 'alb-hourly'\n").pipeline->name, "alb-hourly"); }

TEST(Pipeline, RefusesANameThatIsAPath) {
  EXPECT_TRUE(Says(LoadText(kGood + "[pipeline]\nname = '../x'\n"), "wrong value of `name` in [pipeline]"));
}

TEST(Settings, HaveDefaults) {
  const Loaded loaded = LoadText(kGood);
  ASSERT_EQ(loaded.said(), "");
  EXPECT_EQ(loaded.pipeline->lanes, 0);
  EXPECT_EQ(loaded.pipeline->memory, 448 << 20);
  EXPECT_EQ(loaded.pipeline->epoch.bytes, int64_t{16} << 30);
  EXPECT_EQ(loaded.pipeline->epoch.every, 60s);
  EXPECT_EQ(loaded.pipeline->epoch.grace, 15s);
  EXPECT_EQ(loaded.pipeline->epoch.give_up_after, 5min);
  EXPECT_DOUBLE_EQ(loaded.pipeline->dead_letter.max_rejected, 0.01);
  EXPECT_EQ(loaded.pipeline->dead_letter.stop_after_rejected, std::nullopt);
  EXPECT_EQ(loaded.pipeline->state.path, std::nullopt);
}

TEST(Settings, AreRead) {
  const Loaded loaded =
      LoadText(kGood +
               "[pipeline]\nlanes = 3\nmemory = '1GiB'\n[epoch]\nbytes = 1000\nevery = '5m'\ngrace = '0s'\ngive_up_after = '1h30m'\n"
               "[dead_letter]\nmax_rejected = '5 %'\nstop_after_rejected = 10\n[state]\npath = '/somewhere/s'\n");
  ASSERT_EQ(loaded.said(), "");
  EXPECT_EQ(loaded.pipeline->lanes, 3);
  EXPECT_EQ(loaded.pipeline->memory, 1 << 30);
  EXPECT_EQ(loaded.pipeline->epoch.bytes, 1000);
  EXPECT_EQ(loaded.pipeline->epoch.every, 5min);
  EXPECT_EQ(loaded.pipeline->epoch.grace, 0s);
  EXPECT_EQ(loaded.pipeline->epoch.give_up_after, 90min);
  EXPECT_DOUBLE_EQ(loaded.pipeline->dead_letter.max_rejected, 0.05);
  EXPECT_EQ(loaded.pipeline->dead_letter.stop_after_rejected, 10);
  EXPECT_EQ(loaded.pipeline->state.path, "/somewhere/s");
}

TEST(Settings, OfAWrongTypeArePointedAt) {
  EXPECT_EQ(LoadText(kGood + "[pipeline]\nmemory = true\n").said(),
            "error: wrong value of `memory` in [pipeline]\n"
            " --> alb.toml:8:10\n"
            "  |\n"
            "8 | memory = true\n"
            "  |          ^^^^ expected a size such as \"64MiB\" or \"512 MB\", found a boolean\n");
}

Invocation WithZone(const std::string& zone) {
  Invocation invocation;
  invocation.environment = [zone](const std::string&) { return std::optional(zone); };
  return invocation;
}

TEST(TimeZone, IsUtcUnlessTheFileSaysAnother) {
  EXPECT_EQ(LoadText(kGood).pipeline->clock.zone.name(), "UTC");
  EXPECT_EQ(LoadText(kGood + "[pipeline]\ntz = 'europe/berlin'\n").pipeline->clock.zone.name(), "Europe/Berlin");
}

TEST(TimeZone, ThatIsUnknownNamesNearOnes) {
  EXPECT_EQ(LoadText(kGood + "[pipeline]\ntz = 'Europe/Berln'\n").said(),
            "error: wrong value of `tz` in [pipeline]\n"
            " --> alb.toml:8:6\n"
            "  |\n"
            "8 | tz = 'Europe/Berln'\n"
            "  |      ^^^^^^^^^^^^^^ there is no such time zone; did you mean Europe/Berlin?\n");
}

TEST(TimeZone, OfTheEnvironmentIsRecordedByItsName) {
  const std::string text = kGood + "[pipeline]\ntz = '${env:ZONE}'\n";
  const Loaded loaded = LoadText(text, WithZone("Asia/Tokyo"));
  EXPECT_EQ(loaded.pipeline->clock.zone.name(), "Asia/Tokyo");
  Invocation again = WithZone("Asia/Seoul");
  again.recorded = true;
  EXPECT_EQ(LoadText(loaded.pipeline->canonical, again).pipeline->clock.zone.name(), "Asia/Tokyo");
  // What is wrong there may have been meant for another variable.
  EXPECT_FALSE(Says(LoadText(text, WithZone("Asia/Tokyoo")), "Tokyo"));
  EXPECT_TRUE(Says(LoadText(text, WithZone("Asia/Tokyoo")), "expected the name of a time zone"));
}

TEST(Settings, OutOfTheirLimitsArePointedAt) { EXPECT_TRUE(Says(LoadText(kGood + "[pipeline]\nlanes = -1\n"), "^^ expected 0 to 1024")); }

TEST(Settings, ThatAreUnknownAreGuessed) { EXPECT_TRUE(Says(LoadText(kGood + "[epoch]\nevry = '1s'\n"), "did you mean `every`?")); }

TEST(Version, IsWanted) { EXPECT_TRUE(Says(LoadText("[source.logs]\n"), "this runner reads version 1: put `weir = 1` at the top")); }

TEST(Version, OfAnotherLanguageEndsTheReading) {
  const Loaded loaded = LoadText("weir = 2\nwhatever = 1\n");
  EXPECT_FALSE(loaded.pipeline);
  EXPECT_EQ(loaded.said(),
            "error: unknown version of the language\n --> alb.toml:1:8\n  |\n1 | weir = 2\n  |        ^ this runner reads version 1\n");
}

TEST(Tables, ThatAreUnknownAreGuessed) {
  EXPECT_TRUE(Says(LoadText(kGood + "[sorce.x]\n"),
                   "unknown table `[sorce]`\n --> alb.toml:7:2\n  |\n7 | [sorce.x]\n  |  ^^^^^ did you mean `source`?"));
}

TEST(Tables, OfLaterVersionsAreRefused) {
  EXPECT_TRUE(Says(LoadText(kGood + "[aws]\n"), "`[aws]` is not supported by this version"));
  EXPECT_TRUE(Says(LoadText(kGood + "[[test]]\n"), "`[[test]]` is not supported by this version"));
}

TEST(Nodes, NeedAType) { EXPECT_TRUE(Says(LoadText(Flow("[sink.out]\nfrom = 'logs'\n")), "[sink.out] has no `type`\n --> alb.toml:4:7")); }

TEST(Nodes, NeedAFrom) { EXPECT_TRUE(Says(LoadText(Flow("[sink.out]\ntype = 'console'\n")), "[sink.out] has no `from`")); }

TEST(Nodes, WithAMisspeltFromAreToldOnce) {
  EXPECT_EQ(LoadText("weir = 1\n\n\n\n\n\n\n\n\n[source.errors]\ntype = 'files'\n[sink.search]\ntype = \"es\"\nform = \"errors\"\n").said(),
            "error: unknown option `form` in [sink.search]\n"
            "  --> alb.toml:14:1\n"
            "   |\n"
            "14 | form = \"errors\"\n"
            "   | ^^^^ did you mean `from`?\n"
            "   = help: weir doc es\n");
}

TEST(Nodes, ThatAreSourcesReadFromNobody) {
  EXPECT_TRUE(Says(LoadText(kGood + "[source.b]\ntype = 'x'\nfrom = 'logs'\n"), "a source has no `from`"));
}

TEST(Nodes, HaveUniqueNames) {
  EXPECT_TRUE(Says(LoadText(kGood + "[sink.logs]\ntype = 'x'\nfrom = 'logs'\n"), "two nodes are called `logs`"));
  EXPECT_TRUE(Says(LoadText(kGood + "[sink.logs]\ntype = 'x'\nfrom = 'logs'\n"), "the other one is [source.logs] in line 2"));
}

TEST(Nodes, HavePlainNames) {
  EXPECT_TRUE(Says(LoadText(kGood + "[sink.'a b']\ntype = 'x'\nfrom = 'logs'\n"), "\"a b\" can't be the name of a node"));
}

TEST(Nodes, AreTablesWithNames) {
  EXPECT_TRUE(Says(LoadText("weir = 1\n[source]\ntype = 'files'\n"), "a source is a table [source.NAME]"));
  EXPECT_TRUE(Says(LoadText("weir = 1\n[[source.a]]\ntype = 'files'\n"), "`a` is an array of tables"));
  EXPECT_TRUE(Says(LoadText("weir = 1\nsource = 3\n"), "a source is a table [source.NAME]"));
}

TEST(Nodes, ReadFromStrings) {
  EXPECT_TRUE(Says(LoadText(Flow("[sink.out]\ntype = 'x'\nfrom = [3]\n")), "expected \"NODE\", \"NODE.PORT\" or an array of them"));
  EXPECT_TRUE(Says(LoadText(Flow("[sink.out]\ntype = 'x'\nfrom = 'logs.'\n")), "expected \"NODE\", \"NODE.PORT\" or an array of them"));
  EXPECT_TRUE(Says(LoadText(Flow("[sink.out]\ntype = 'x'\nfrom = []\n")), "names no node"));
}

TEST(Nodes, ReadFromANodeOnce) {
  EXPECT_TRUE(Says(LoadText(Flow("[sink.out]\ntype = 'x'\nfrom = ['logs', 'logs']\n")), "reads twice from \"logs\""));
}

TEST(Graph, KnowsWhoIsMeant) {
  const Loaded loaded = LoadText(Flow("[sink.out]\ntype = 'x'\nfrom = 'lgos'\n"));
  EXPECT_EQ(loaded.diagnostics.count(), 1u);
  EXPECT_TRUE(Says(loaded, "did you mean `logs`?"));
}

TEST(Graph, TakesNothingFromASink) {
  EXPECT_TRUE(Says(LoadText(kGood + "[sink.b]\ntype = 'x'\nfrom = 'out'\n"), "[sink.b] reads from `out`, which is a sink"));
}

TEST(Graph, NamesAWholeCycleOnce) {
  const Loaded loaded = LoadText(
      kGood +
      "[transform.a]\ntype = 'x'\nfrom = ['logs', 'c']\n[transform.b]\ntype = 'x'\nfrom = 'a'\n[transform.c]\ntype = 'x'\nfrom = 'b'\n");
  EXPECT_EQ(loaded.said(),
            "error: the nodes form a cycle: a -> b -> c -> a\n"
            " --> alb.toml:9:17\n"
            "  |\n"
            "9 | from = ['logs', 'c']\n"
            "  |                 ^^^ rows would never leave it\n");
}

TEST(Graph, NamesANodeThatReadsFromItself) {
  EXPECT_TRUE(Says(LoadText(kGood + "[transform.a]\ntype = 'x'\nfrom = 'a'\n"), "the nodes form a cycle: a -> a"));
}

TEST(Graph, AllowsADiamond) {
  EXPECT_EQ(
      LoadText(
          Flow(
              "[transform.a]\ntype = 'x'\nfrom = 'logs'\n[transform.b]\ntype = 'x'\nfrom = 'logs'\n[sink.out]\ntype = 'x'\nfrom = ['a', 'b']\n"))
          .said(),
      "");
}

TEST(Graph, WantsAReaderForEveryRow) {
  const Loaded loaded = LoadText(kGood + "[transform.rows]\ntype = 'alb'\nfrom = 'logs'\n");
  EXPECT_TRUE(Says(loaded, "nobody reads from `rows`"));
  EXPECT_TRUE(Says(loaded, "type = \"discard\" and from = \"rows\""));
}

TEST(Graph, WantsAReaderOfTheMainPort) {
  EXPECT_TRUE(Says(LoadText(kGood + "[transform.rows]\ntype = 'alb'\nfrom = 'logs'\n[sink.b]\ntype = 'x'\nfrom = 'rows.rejected'\n"),
                   "nobody reads from `rows`"));
}

TEST(Graph, WantsASourceAndASink) {
  const Loaded loaded = LoadText("weir = 1\n");
  EXPECT_TRUE(Says(loaded, "the pipeline has no source"));
  EXPECT_TRUE(Says(loaded, "the pipeline has no sink"));
}

TEST(Defaults, FillWhatANodeDoesNotSay) {
  const Loaded loaded =
      LoadText(kGood + "width = 1\n[defaults.sink.console]\nwidth = 2\nformat = 'json'\n[defaults.sink.parquet]\nlevel = 3\n");
  ASSERT_EQ(loaded.said(), "");
  const Table& options = loaded.pipeline->Find("out")->options;
  EXPECT_EQ(options.entries.size(), 2u);
  EXPECT_EQ(*options.Find("width")->value.As<int64_t>(), 1);
  EXPECT_EQ(options.Find("format")->value.at, (Location{10, 10, 6}));
}

TEST(Defaults, AreOfAKnownKind) { EXPECT_TRUE(Says(LoadText(kGood + "[defaults.snik.console]\n"), "did you mean `sink`?")); }

TEST(Defaults, SetNoEdges) { EXPECT_TRUE(Says(LoadText(kGood + "[defaults.sink.console]\nfrom = 'x'\n"), "can't set `from`")); }

TEST(Load, ReportsEveryProblemInOnePass) {
  const Loaded loaded =
      LoadText("weir = 1\nwat = 1\n[source.a]\npath = '${x}'\n[sink.b]\ntype = 'y'\nfrom = 'nobody'\n[epoch]\nevery = 5\n[aws]\n");
  EXPECT_EQ(loaded.diagnostics.count(), 6u) << loaded.said();
}

TEST(Load, GivesAPipelineInSpiteOfErrors) {
  const Loaded loaded = LoadText(kGood + "[wrong]\n");
  ASSERT_TRUE(loaded.pipeline);
  EXPECT_EQ(loaded.pipeline->nodes.size(), 2u);
  EXPECT_EQ(loaded.pipeline->canonical, "");
}

}  // namespace
}  // namespace weir::config

#include "config/options.hpp"

#include <gtest/gtest.h>

#include "config/parse.hpp"
#include "weir/status.hpp"

namespace weir::config {
namespace {

constexpr int64_t kNow = 1'714'521'600'000'000'000;  // 2024-05-01T00:00:00Z

weir_option Row(const char* name, int32_t type, const char* fallback = nullptr, const char* limits = nullptr, uint32_t flags = 0) {
  weir_option option{};
  option.name = name;
  option.type = type;
  option.fallback = fallback;
  option.limits = limits;
  option.flags = flags;
  return option;
}

weir_option TableRow(const char* name, int32_t type, const std::vector<weir_option>& fields) {
  weir_option option = Row(name, type);
  option.fields = fields.data();
  option.n_fields = fields.size();
  return option;
}

struct Bound {
  Diagnostics diagnostics;
  std::optional<OptionValues> values;

  std::string said() const { return diagnostics.Render(false); }
  const weir_value& operator[](size_t i) const { return values->values()[i]; }
};

Bound Bind(const std::vector<weir_option>& options, const std::string& text) {
  Bound bound{Diagnostics("a.toml", "[sink.out]\n" + text), {}};
  const std::optional<Table> root = Parse(bound.diagnostics);
  if (!root) return bound;
  const Entry& node = root->entries[0].value.As<Table>()->entries[0];
  bound.values = BindOptions({options.data(), options.size(), sizeof(weir_option)}, *node.value.As<Table>(),
                             {"[sink.out]", "es", node.at, {"type", "from"}}, {kNow, {}}, bound.diagnostics);
  return bound;
}

// The value of one option, bound from `x = TEXT`.
Bound BindOne(int32_t type, const std::string& text, const char* limits = nullptr) {
  return Bind({Row("x", type, nullptr, limits)}, "x = " + text);
}

std::string LabelOf(const Bound& bound) {
  const std::string said = bound.said();
  const size_t carets = said.find('^');
  const size_t label = carets == std::string::npos ? carets : said.find_first_not_of('^', carets);
  return label == std::string::npos ? said : said.substr(label + 1, said.find('\n', label) - label - 1);
}

TEST(Options, OfEachScalarType) {
  EXPECT_EQ(BindOne(WEIR_BOOL, "true")[0].u.i, 1);
  EXPECT_EQ(BindOne(WEIR_INT, "-7")[0].u.i, -7);
  EXPECT_EQ(BindOne(WEIR_FLOAT, "0.5")[0].u.f, 0.5);
  EXPECT_EQ(BindOne(WEIR_FLOAT, "2")[0].u.f, 2.0);
  EXPECT_EQ(BindOne(WEIR_FLOAT, "'1 %'")[0].u.f, 0.01);
  EXPECT_EQ(View(BindOne(WEIR_STRING, "'abc'")[0].u.s), "abc");
  EXPECT_EQ(BindOne(WEIR_ENUM, "'zstd'", "gzip|zstd|none")[0].u.i, 1);
  EXPECT_EQ(BindOne(WEIR_DURATION, "'250ms'")[0].u.i, 250'000'000);
  EXPECT_EQ(BindOne(WEIR_SIZE, "'64MiB'")[0].u.i, 64 << 20);
  EXPECT_EQ(BindOne(WEIR_SIZE, "4096")[0].u.i, 4096);
  EXPECT_EQ(BindOne(WEIR_TIME, "2024-05-01T00:00:00Z")[0].u.i, kNow);
  EXPECT_EQ(BindOne(WEIR_TIME, "2024-05-01")[0].u.i, kNow);
  EXPECT_EQ(BindOne(WEIR_TIME, "12:00:00")[0].u.i, kNow + 43'200'000'000'000);
  EXPECT_EQ(BindOne(WEIR_TIME, "'1s ago'")[0].u.i, kNow - 1'000'000'000);
}

TEST(Options, ThatAreListsTakeOneString) {
  const Bound many = BindOne(WEIR_LIST, "['a', 'b']"), one = BindOne(WEIR_LIST, "'a'");
  ASSERT_EQ(many[0].u.list.n, 2u);
  EXPECT_EQ(View(many[0].u.list.items[1].u.s), "b");
  ASSERT_EQ(one[0].u.list.n, 1u);
  EXPECT_EQ(View(one[0].u.list.items[0].u.s), "a");
}

TEST(Options, ThatAreMapsKeepTheOrder) {
  const Bound bound = BindOne(WEIR_MAP, "{ b = '1', a = '2' }");
  ASSERT_EQ(bound[0].u.map.n, 2u);
  EXPECT_EQ(View(bound[0].u.map.names[0]), "b");
  EXPECT_EQ(View(bound[0].u.map.items[1].u.s), "2");
}

TEST(Options, ThatAreTablesHaveOneValueForEachField) {
  const std::vector<weir_option> fields{Row("ca", WEIR_STRING), Row("verify", WEIR_BOOL, "true")};
  const Bound bound = Bind({TableRow("tls", WEIR_TABLE, fields)}, "tls = { ca = 'x' }");
  ASSERT_EQ(bound[0].u.list.n, 2u);
  EXPECT_EQ(View(bound[0].u.list.items[0].u.s), "x");
  EXPECT_EQ(bound[0].u.list.items[1].u.i, 1);
  EXPECT_EQ(bound[0].u.list.items[1].is_set, 0u);
}

TEST(Options, ThatAreAbsentTablesHaveTheirFieldsAsWell) {
  const std::vector<weir_option> fields{Row("ca", WEIR_STRING, nullptr, nullptr, WEIR_REQUIRED), Row("verify", WEIR_BOOL, "true")};
  const Bound bound = Bind({TableRow("tls", WEIR_TABLE, fields)}, "");
  ASSERT_EQ(bound.said(), "");
  EXPECT_EQ(bound[0].is_set, 0u);
  ASSERT_EQ(bound[0].u.list.n, 2u);
  EXPECT_EQ(bound[0].u.list.items[1].u.i, 1);
}

TEST(Options, ThatAreArraysOfTables) {
  const std::vector<weir_option> fields{Row("name", WEIR_STRING, nullptr, nullptr, WEIR_REQUIRED), Row("port", WEIR_INT, "80")};
  const Bound bound =
      Bind({TableRow("rules", WEIR_TABLES, fields)}, "[[sink.out.rules]]\nname = 'a'\n[[sink.out.rules]]\nname = 'b'\nport = 1\n");
  ASSERT_EQ(bound.said(), "");
  ASSERT_EQ(bound[0].u.list.n, 2u);
  EXPECT_EQ(bound[0].u.list.items[0].type, WEIR_TABLE);
  EXPECT_EQ(bound[0].u.list.items[0].u.list.items[1].u.i, 80);
  EXPECT_EQ(View(bound[0].u.list.items[1].u.list.items[0].u.s), "b");
}

TEST(Options, InsideOfTablesAreNamedWithThem) {
  const std::vector<weir_option> fields{Row("verify", WEIR_BOOL)};
  EXPECT_NE(Bind({TableRow("tls", WEIR_TABLE, fields)}, "tls = { verfy = true }").said().find("unknown option `verfy` in [sink.out.tls]"),
            std::string::npos);
}

TEST(Options, TakeTheFallbackUnset) {
  const Bound bound = Bind({Row("every", WEIR_DURATION, "\"5m\""), Row("list", WEIR_LIST, "[\"a\"]"), Row("none", WEIR_INT)}, "");
  EXPECT_EQ(bound[0].u.i, 300'000'000'000);
  EXPECT_EQ(bound[0].is_set, 0u);
  EXPECT_EQ(bound[1].u.list.n, 1u);
  EXPECT_EQ(bound[2].type, WEIR_INT);
  EXPECT_EQ(bound[2].is_set, 0u);
}

TEST(Options, WithABadFallbackAreThePluginsFault) {
  EXPECT_NE(Bind({Row("codec", WEIR_ENUM, "snappy", "snappy|zstd")}, "")
                .said()
                .find("the plugin of `es` is wrong: the fallback `snappy` of its option `codec`"),
            std::string::npos);
}

TEST(Options, ThatAreUnknownAreGuessed) {
  EXPECT_EQ(Bind({Row("path", WEIR_STRING)}, "form = \"errors\"\n").said(),
            "error: unknown option `form` in [sink.out]\n"
            " --> a.toml:2:1\n"
            "  |\n"
            "2 | form = \"errors\"\n"
            "  | ^^^^ did you mean `from`?\n"
            "  = help: weir doc es\n");
}

TEST(Options, ThatAreMissingAreMissedAtTheHeader) {
  weir_option option = Row("path", WEIR_STRING, nullptr, nullptr, WEIR_REQUIRED);
  option.example = "\"lake/alb\"";
  EXPECT_EQ(Bind({option}, "").said(),
            "error: [sink.out] has no `path`\n"
            " --> a.toml:1:7\n"
            "  |\n"
            "1 | [sink.out]\n"
            "  |       ^^^ expected path = \"lake/alb\"\n"
            "  = help: weir doc es\n");
}

TEST(Options, OfAWrongTypeSayWhatWasExpectedAndFound) {
  EXPECT_EQ(LabelOf(BindOne(WEIR_BOOL, "1")), "expected true or false, found an integer");
  EXPECT_EQ(LabelOf(BindOne(WEIR_INT, "'4'")), "expected an integer, found \"4\"");
  EXPECT_EQ(LabelOf(BindOne(WEIR_INT, "4.0")), "expected an integer, found a number");
  EXPECT_EQ(LabelOf(BindOne(WEIR_FLOAT, "nan")), "expected a finite number");
  EXPECT_EQ(LabelOf(BindOne(WEIR_STRING, "['a']")), "expected a string, found an array");
  EXPECT_EQ(LabelOf(BindOne(WEIR_DURATION, "5")), "expected a duration such as \"5m\" or \"1h30m\", found an integer");
  EXPECT_EQ(LabelOf(BindOne(WEIR_SIZE, "true")), "expected a size such as \"64MiB\" or \"512 MB\", found a boolean");
  EXPECT_EQ(LabelOf(BindOne(WEIR_SIZE, "-1")), "expected a size such as \"64MiB\" or \"512 MB\", found an integer");
  EXPECT_EQ(LabelOf(BindOne(WEIR_TIME, "true")), "expected a time such as \"2024-05-01T00:00:00Z\" or \"1 day ago\", found a boolean");
  EXPECT_EQ(LabelOf(BindOne(WEIR_TIME, "1714521600")), "write @1714521600 if these are seconds since 1970");
  EXPECT_EQ(LabelOf(BindOne(WEIR_LIST, "3")), "expected a list of strings such as [\"a\", \"b\"], found an integer");
  EXPECT_EQ(LabelOf(BindOne(WEIR_MAP, "{ a = 1 }")), "expected a table of strings such as { name = \"value\" }, found an integer");
  EXPECT_EQ(LabelOf(BindOne(WEIR_TABLE, "1")), "expected a table, found an integer");
  EXPECT_EQ(LabelOf(BindOne(WEIR_TABLES, "{}")), "expected an array of tables, found a table");
}

// The line with the carets, from where the value begins in `x = VALUE`.
std::string CaretsOf(const Bound& bound) {
  const std::string said = bound.said();
  const size_t end = said.find('^') == std::string::npos ? 0 : said.find_last_of('^', said.find('\n', said.find('^')));
  const size_t begin = said.rfind('|', end);
  return end == 0 ? said : said.substr(begin + 2 + 4, end - begin - 5);
}

TEST(Options, OfTimePointAtTheWordThatIsWrong) {
  EXPECT_EQ(CaretsOf(BindOne(WEIR_TIME, "'yesterday at 4'")), "              ^");
  EXPECT_EQ(CaretsOf(BindOne(WEIR_TIME, "\"last mondey\"")), "      ^^^^^^");
  EXPECT_EQ(CaretsOf(BindOne(WEIR_DURATION, "'2h 5 parsecs'")), "      ^^^^^^^");
  EXPECT_EQ(CaretsOf(BindOne(WEIR_DURATION, "'5m '")), "");
  // Where escapes stand in between, the whole value is marked and the word is named.
  const Bound escaped = BindOne(WEIR_TIME, "\"\\u006cast mondey\"");
  EXPECT_EQ(CaretsOf(escaped), "^^^^^^^^^^^^^^^^^^");
  EXPECT_EQ(LabelOf(escaped), "`mondey`: did you mean monday?");
}

TEST(Options, OfTimeInWordsAreTold) {
  const Bound bound = Bind({Row("since", WEIR_TIME), Row("until", WEIR_TIME, "'1 day ago'"),
                            Row("hidden", WEIR_TIME, nullptr, nullptr, WEIR_SECRET), Row("exact", WEIR_TIME)},
                           "since = 'yesterday at 4:00'\nhidden = 'yesterday'\nexact = '@5'");
  const auto& told = bound.values->times_in_words();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].option, "since");
  EXPECT_EQ(told[0].text, "yesterday at 4:00");
  EXPECT_EQ(told[0].ns, kNow - 20 * 3'600'000'000'000);
  EXPECT_EQ(told[1].option, "until");
}

TEST(Options, PointAtTheWrongItemOfAList) {
  EXPECT_NE(BindOne(WEIR_LIST, "['a', 3]").said().find("2 | x = ['a', 3]\n  |           ^ expected"), std::string::npos);
}

TEST(Options, OfAnEnumAreGuessedOrListed) {
  EXPECT_EQ(LabelOf(BindOne(WEIR_ENUM, "'gzpi'", "gzip|zstd|none")), "did you mean \"gzip\"?");
  EXPECT_EQ(LabelOf(BindOne(WEIR_ENUM, "'brotli'", "gzip|zstd|none")), "expected \"gzip\", \"zstd\" or \"none\", found \"brotli\"");
}

TEST(Options, StayInTheirLimits) {
  EXPECT_EQ(LabelOf(BindOne(WEIR_INT, "0", "1..10000")), "expected 1 to 10000");
  EXPECT_EQ(LabelOf(BindOne(WEIR_FLOAT, "1.5", "0..1")), "expected 0 to 1");
  EXPECT_EQ(LabelOf(BindOne(WEIR_SIZE, "'5GiB'", "1KiB..4GiB")), "expected 1KiB to 4GiB");
  EXPECT_EQ(LabelOf(BindOne(WEIR_DURATION, "'1ms'", "1s..")), "expected at least 1s");
  EXPECT_TRUE(BindOne(WEIR_INT, "10000", "1..10000").values);
  EXPECT_TRUE(BindOne(WEIR_INT, "9223372036854775807", "1..9223372036854775807").values);
}

TEST(Options, WithBadLimitsAreThePluginsFault) {
  EXPECT_NE(BindOne(WEIR_INT, "1", "few").said().find("the plugin of `es` is wrong: its option `x` has the limits `few`"),
            std::string::npos);
}

TEST(Options, OfAnUnknownTypeAreThePluginsFault) {
  EXPECT_NE(BindOne(99, "1").said().find("which this runner does not know"), std::string::npos);
}

TEST(Options, ThatAreDeprecatedWarnOnly) {
  const Bound bound = Bind({Row("old", WEIR_INT, nullptr, nullptr, WEIR_DEPRECATED)}, "old = 1");
  EXPECT_TRUE(bound.values);
  EXPECT_NE(bound.said().find("warning: `old` of [sink.out] is deprecated"), std::string::npos);
}

TEST(Options, AreAllCheckedInOnePass) {
  EXPECT_EQ(
      Bind({Row("a", WEIR_INT), Row("b", WEIR_BOOL), Row("c", WEIR_STRING, nullptr, nullptr, WEIR_REQUIRED)}, "a = 'x'\nb = 3\nd = 1\n")
          .diagnostics.count(),
      4u);
}

TEST(Options, TakeNumbersFromParametersAsText) {
  Table given;
  given.entries.push_back({"lanes", {2, 1, 5}, {std::string("4")}});
  given.entries[0].value.substituted = true;
  const weir_option option = Row("lanes", WEIR_INT);
  Diagnostics diagnostics("a.toml", "");
  const auto values = BindOptions({&option, 1, sizeof option}, given, {"[sink.out]", "es", {}, {}}, {kNow, {}}, diagnostics);
  ASSERT_TRUE(values);
  EXPECT_EQ(values->values()[0].u.i, 4);
}

TEST(Options, NeverShowASecret) {
  for (const int32_t type :
       {WEIR_BOOL, WEIR_INT, WEIR_FLOAT, WEIR_ENUM, WEIR_DURATION, WEIR_SIZE, WEIR_TIME, WEIR_MAP, WEIR_TABLE, WEIR_TABLES}) {
    Table given;
    given.entries.push_back({"x", {1, 1, 1}, {std::string("hunter2")}});
    given.entries[0].value.substituted = given.entries[0].value.secret = true;
    const weir_option option = Row("x", type, nullptr, type == WEIR_ENUM ? "hunter1|b" : nullptr);
    Diagnostics diagnostics("a.toml", "x = '${env:PASSWORD}'");
    EXPECT_FALSE(BindOptions({&option, 1, sizeof option}, given, {"[sink.out]", "es", {}, {}}, {kNow, {}}, diagnostics));
    EXPECT_EQ(diagnostics.Render(false).find("hunter2"), std::string::npos) << type;
    EXPECT_EQ(diagnostics.Render(false).find("did you mean"), std::string::npos) << type;
  }
}

TEST(Options, KeepTheirAddressesWhenMoved) {
  Bound bound = Bind({Row("a", WEIR_STRING), Row("b", WEIR_LIST)}, "a = 'short'\nb = ['x', 'y']\n");
  const weir_value* values = bound.values->values();
  const OptionValues moved = std::move(*bound.values);
  bound.values.reset();
  EXPECT_EQ(moved.values(), values);
  EXPECT_EQ(View(values[0].u.s), "short");
  EXPECT_EQ(View(values[1].u.list.items[1].u.s), "y");
}

TEST(Options, OfANewerContractHaveLongerRows) {
  struct LongRow {
    weir_option row;
    const char* later;
  };
  const LongRow rows[] = {{Row("a", WEIR_INT, "1"), "x"}, {Row("b", WEIR_INT, "2"), "y"}};
  Diagnostics diagnostics("a.toml", "");
  const auto values = BindOptions({&rows[0].row, 2, sizeof(LongRow)}, Table(), {"[sink.out]", "es", {}, {}}, {kNow, {}}, diagnostics);
  ASSERT_TRUE(values);
  EXPECT_EQ(values->values()[1].u.i, 2);
}

TEST(Options, KnowWhereTheyWereGiven) {
  const Bound bound = Bind({Row("a", WEIR_INT), Row("b", WEIR_INT, "2")}, "a = 17\n");
  EXPECT_EQ(bound.values->LocationOf(1), (Location{2, 5, 2}));
  EXPECT_EQ(bound.values->LocationOf(2), (Location{1, 7, 3}));
  EXPECT_EQ(bound.values->LocationOf(0), (Location{1, 7, 3}));
  EXPECT_EQ(bound.values->LocationOf(99), (Location{1, 7, 3}));
}

std::string IdentityOf(const std::vector<weir_option>& options, const std::string& text) {
  const Bound bound = Bind(options, text);
  return IdentityText({options.data(), options.size(), sizeof(weir_option)}, bound.values->values());
}

TEST(Identity, HasTheFlaggedOptionsOnly) {
  EXPECT_EQ(IdentityOf({Row("path", WEIR_STRING, nullptr, nullptr, WEIR_IDENTITY), Row("readers", WEIR_INT)}, "path = 'x'\nreaders = 3\n"),
            "path=1:x\n");
}

TEST(Identity, DoesNotDependOnTheOrderOfTheTable) {
  const weir_option a = Row("a", WEIR_LIST, nullptr, nullptr, WEIR_IDENTITY), b = Row("b", WEIR_INT, "2", nullptr, WEIR_IDENTITY);
  EXPECT_EQ(IdentityOf({a, b}, "a = ['x,1:y']"), IdentityOf({b, a}, "a = ['x,1:y']"));
}

TEST(Identity, TellsListsApart) {
  const weir_option a = Row("a", WEIR_LIST, nullptr, nullptr, WEIR_IDENTITY);
  EXPECT_NE(IdentityOf({a}, "a = ['x', 'y']"), IdentityOf({a}, "a = ['x,1:y']"));
}

}  // namespace
}  // namespace weir::config

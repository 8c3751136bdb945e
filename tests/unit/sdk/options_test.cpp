#include "weir/options.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

enum class Colour { Red, Green, Blue };

struct Everything {
  bool flag = false;
  int64_t number = -1;
  double share = -1;
  std::string name = "untouched";
  Colour colour = Colour::Red;
  Duration wait{-1};
  Bytes size{99};
  Instant since{-1};
  std::vector<std::string> list{"untouched"};
  std::map<std::string, std::string> map{{"untouched", ""}};
  std::optional<int64_t> maybe;
};

const OptionTable<Everything>& Table() {
  static const OptionTable<Everything> table{
      Option("flag", &Everything::flag).fallback("false").doc("A flag."),
      Option("number", &Everything::number).required().limits("1..10").doc("A number."),
      Option("share", &Everything::share).doc("A share."),
      Option("name", &Everything::name).identity().secret().example("\"x\"").doc("A name."),
      Option("colour", &Everything::colour).fallback("\"red\"").limits("red|green|blue").doc("A colour."),
      Option("wait", &Everything::wait).doc("A time."),
      Option("size", &Everything::size).doc("A size."),
      Option("since", &Everything::since).doc("A point in time."),
      Option("list", &Everything::list).doc("A list."),
      Option("map", &Everything::map).doc("A map."),
      Option("maybe", &Everything::maybe).doc("Perhaps a number."),
  };
  return table;
}

weir_value Int(int64_t i) {
  weir_value value{};
  value.is_set = 1;
  value.u.i = i;
  return value;
}
weir_value Text(std::string_view s) {
  weir_value value{};
  value.is_set = 1;
  value.u.s = Str(s);
  return value;
}

TEST(OptionTable, HasARowForEachOption) {
  const int32_t types[] = {WEIR_BOOL, WEIR_INT,  WEIR_FLOAT, WEIR_STRING, WEIR_ENUM, WEIR_DURATION,
                           WEIR_SIZE, WEIR_TIME, WEIR_LIST,  WEIR_MAP,    WEIR_INT};
  ASSERT_EQ(std::size(types), Table().size());
  for (size_t i = 0; i < Table().size(); ++i) EXPECT_EQ(types[i], Table().rows()[i].type) << Table().rows()[i].name;
}

TEST(OptionTable, KeepsWhatWasSaidOfAnOption) {
  const weir_option& number = Table().rows()[1];
  EXPECT_STREQ("number", number.name);
  EXPECT_EQ(WEIR_REQUIRED, number.flags);
  EXPECT_STREQ("1..10", number.limits);
  EXPECT_STREQ("A number.", number.doc);
  EXPECT_EQ(nullptr, number.fallback);
  EXPECT_EQ(WEIR_IDENTITY | WEIR_SECRET, Table().rows()[3].flags);
  EXPECT_STREQ("\"x\"", Table().rows()[3].example);
}

TEST(OptionTable, FillsAMemberOfEachType) {
  const weir_value items[] = {Text("one"), Text("two")};
  const weir_str names[] = {Str("a"), Str("b")};
  std::vector<weir_value> values{
      Int(1),       Int(7),       weir_value{}, Text("named"), Int(2), Int(1'500'000'000), Int(64), Int(1714521600'000000000),
      weir_value{}, weir_value{}, Int(5)};
  values[2].is_set = values[8].is_set = values[9].is_set = 1;
  values[2].u.f = 0.25;
  values[8].u.list = {items, 2};
  values[9].u.map = {names, items, 2};
  Everything all;
  Table().Fill(all, values.data());
  EXPECT_TRUE(all.flag);
  EXPECT_EQ(7, all.number);
  EXPECT_EQ(0.25, all.share);
  EXPECT_EQ("named", all.name);
  EXPECT_EQ(Colour::Blue, all.colour);
  EXPECT_EQ(std::chrono::milliseconds(1500), all.wait);
  EXPECT_EQ(64u, all.size.count);
  EXPECT_EQ(1714521600'000000000, all.since.ns);
  EXPECT_EQ((std::vector<std::string>{"one", "two"}), all.list);
  EXPECT_EQ((std::map<std::string, std::string>{{"a", "one"}, {"b", "two"}}), all.map);
  EXPECT_EQ(5, all.maybe);
}

TEST(OptionTable, LeavesAMemberAloneThatIsNeitherGivenNorHasAFallback) {
  std::vector<weir_value> values(Table().size());
  Everything all;
  Table().Fill(all, values.data());
  EXPECT_EQ("untouched", all.name);
  EXPECT_EQ((std::vector<std::string>{"untouched"}), all.list);
  EXPECT_EQ(std::nullopt, all.maybe);
}

TEST(OptionTable, FillsInTheFallback) {
  std::vector<weir_value> values(Table().size());
  values[4].u.i = 1;  // the runner puts it there with is_set = 0
  Everything all;
  Table().Fill(all, values.data());
  EXPECT_EQ(Colour::Green, all.colour);
}

TEST(OptionTable, KnowsThePlaceOfAnOption) { EXPECT_EQ(3u, Table().IndexOf("name")); }

struct Inner {
  std::string name = "untouched";
  std::optional<Colour> colour;
  static const OptionTable<Inner>& Options() {
    static const OptionTable<Inner> table{Option("name", &Inner::name).required().doc("A name."),
                                          Option("colour", &Inner::colour).limits("red|green|blue").doc("A colour.")};
    return table;
  }
};
struct Outer {
  std::optional<Inner> maybe;
  Inner always;
  static const OptionTable<Outer>& Options() {
    static const OptionTable<Outer> table{Option("maybe", &Outer::maybe).doc("A table."), Option("always", &Outer::always).doc("A table.")};
    return table;
  }
};

TEST(OptionTable, HasTablesWithinIt) {
  for (size_t i = 0; i < 2; ++i) {
    const weir_option& row = Outer::Options().rows()[i];
    EXPECT_EQ(WEIR_TABLE, row.type);
    ASSERT_EQ(2u, row.n_fields);
    EXPECT_STREQ("colour", row.fields[1].name);
    EXPECT_EQ(WEIR_ENUM, row.fields[1].type);
  }
  const weir_value fields[] = {Text("a"), Int(2)};
  weir_value values[2]{};
  values[1].is_set = 1;
  values[1].u.list = {fields, 2};
  Outer outer;
  Outer::Options().Fill(outer, values);
  EXPECT_FALSE(outer.maybe);
  EXPECT_EQ("a", outer.always.name);
  EXPECT_EQ(Colour::Blue, outer.always.colour);
  values[0] = values[1];
  Outer::Options().Fill(outer, values);
  ASSERT_TRUE(outer.maybe);
  EXPECT_EQ("a", outer.maybe->name);
}

}  // namespace
}  // namespace weir

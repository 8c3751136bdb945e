#include "graph/plan.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "graph/pipe.hpp"
#include "weir/component.hpp"

namespace weir::graph {
namespace {

// A source whose columns a test says, "n:l word:vu".
class Made final : public Source {
 public:
  static constexpr About about{.name = "made", .summary = "columns as told"};
  std::vector<std::string> columns;
  static const OptionTable<Made>& Options() {
    static const OptionTable<Made> table{Option("columns", &Made::columns).required().doc("name:format")};
    return table;
  }
  Result<Schema> bind() override {
    std::vector<Schema> made;
    std::vector<const ArrowSchema*> all;
    for (const std::string& column : columns) {
      const size_t colon = column.rfind(':');
      const std::string format = column.substr(colon + 1);
      made.emplace_back(std::vector<Field>{{column.substr(0, colon), format == "vu"     ? Type::Text
                                                                     : format == "dict" ? Type::Dictionary
                                                                                        : Type::Int64}});
      if (format.starts_with("+"))
        made.back() = Schema({ListOf(column.substr(0, colon), StructOf("item", {{format.substr(1), Type::Text}}))});
      if (format == "tdD") made.back().get()->children[0]->format = "tdD";
      all.push_back(made.back().get()->children[0]);
    }
    return Schema::Of(all);
  }
  Status discover(const Found&) override { return {}; }
  Result<std::unique_ptr<Reader>> open(const weir_split&, std::string_view) override { return Status::Fatal("none"); }
};

// Reads one column and makes another.
class Doubles final : public Transform {
 public:
  static constexpr About about{.name = "doubles", .summary = "twice n"};
  static const OptionTable<Doubles>& Options() {
    static const OptionTable<Doubles> table{};
    return table;
  }
  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing*) override {
    n_ = FindColumn(in, "n");
    if (!n_) return Status::Config("no column `n`");
    std::vector<Schema> out;
    out.push_back(Schema({{"twice", Type::Int64}, {"half", Type::Double}, {"weir.split", Type::Dictionary}}));
    return out;
  }
  void narrow(std::span<const uint8_t>, std::span<uint8_t> needed) override {
    for (size_t i = 0; i < needed.size(); ++i) needed[i] = i == *n_;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return Status::Fatal("none"); }

 private:
  std::optional<size_t> n_;
};

const plugin::Catalog& Catalog() {
  static const plugin::Catalog catalog =
      plugin::Catalog::Of({FakeSources(), FakeTransforms(), FakeSinks(), weir::internal::DescribePlugin<Made, Doubles>("made", "1")});
  return catalog;
}
Planned Plan(const std::string& text) { return Planned(text, Catalog()); }

std::vector<std::string> NamesOf(const Schema& schema) {
  std::vector<std::string> names;
  for (int64_t i = 0; i < schema.get()->n_children; ++i) names.emplace_back(schema.get()->children[i]->name);
  return names;
}
using Names = std::vector<std::string>;

TEST(Plan, PutsNodesInTheOrderOfTheEdgesAndTheDeadLettersLast) {
  const Planned planned = Plan(
      "[sink.out]\ntype = \"keep\"\nfrom = \"rows\"\n[transform.rows]\ntype = \"step\"\nfrom = \"in\"\n[source.in]\ntype = \"numbers\"\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  Names names;
  for (const auto& node : planned.plan->nodes()) names.push_back(node->name());
  EXPECT_EQ((Names{"in", "rows", "out", "dead_letter"}), names);
}

TEST(Plan, AMissingColumnIsAnErrorThatNamesTheNodeAndWhatItWasBrought) {
  const Planned planned = Plan(
      "[source.in]\ntype = \"made\"\ncolumns = [\"x:l\"]\n[transform.t]\ntype = \"doubles\"\nfrom = \"in\"\n[sink.out]\ntype = \"keep\"\nfrom = \"t\"\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_NE(std::string::npos, planned.said().find("[transform.t]: no column `n`")) << planned.said();
  EXPECT_NE(std::string::npos, planned.said().find("`in` gives x")) << planned.said();
}

TEST(Plan, NestedColumnsMeetWhenTheirFieldsAreTheSame) {
  const auto plan = [](const char* a, const char* b) {
    return Plan(
        fmt::format("[source.a]\ntype = \"made\"\ncolumns = [\"x:{}\"]\n[source.b]\ntype = \"made\"\ncolumns = [\"x:{}\"]\n"
                    "[sink.out]\ntype = \"keep\"\nfrom = [\"a\", \"b\"]\n",
                    a, b));
  };
  EXPECT_TRUE(plan("+arn", "+arn").bound);
  const Planned other = plan("+arn", "+type");
  EXPECT_FALSE(other.bound);
  EXPECT_NE(std::string::npos,
            other.said().find("column `x` is list of struct of (arn: text) from `a` and list of struct of (type: text) from `b`"))
      << other.said();
}

TEST(Plan, ASinksMissingColumnPointsAtTheOption) {
  const Planned planned = Plan("[source.in]\ntype = \"numbers\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\nreads = [\"nothing\"]\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_NE(std::string::npos, planned.said().find("test.toml:7:")) << planned.said();
}

TEST(Plan, AllThatIsWrongIsSaidAtOnce) {
  const Planned planned = Plan(
      "[source.in]\ntype = \"made\"\ncolumns = [\"x:l\"]\n[transform.t]\ntype = \"doubles\"\nfrom = \"in\"\n[transform.u]\ntype = \"doubles\"\nfrom = \"in\"\n"
      "[sink.out]\ntype = \"keep\"\nfrom = [\"t\", \"u\"]\n");
  EXPECT_EQ(2u, planned.problems->count()) << planned.said();
}

TEST(Plan, AnUnknownTypeIsAnErrorWithAGuess) {
  const Planned planned = Plan("[source.in]\ntype = \"numbers\"\n[sink.out]\ntype = \"kep\"\nfrom = \"in\"\n");
  EXPECT_EQ(nullptr, planned.plan);
  EXPECT_NE(std::string::npos, planned.said().find("unknown sink type `kep`")) << planned.said();
  EXPECT_NE(std::string::npos, planned.said().find("did you mean `keep`?")) << planned.said();
}

TEST(Plan, AnUnknownPortIsAnErrorWithAGuess) {
  const Planned planned = Plan(
      "[source.in]\ntype = \"numbers\"\n[sink.a]\ntype = \"keep\"\nfrom = \"in\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in.rejectd\"\n");
  EXPECT_EQ(nullptr, planned.plan);
  EXPECT_NE(std::string::npos, planned.said().find("`in` has no port `rejectd`")) << planned.said();
  EXPECT_NE(std::string::npos, planned.said().find("did you mean `rejected`?")) << planned.said();
}

TEST(Plan, WithoutASinkForDeadLettersThereIsNone) {
  const Planned planned("[source.in]\ntype = \"made\"\ncolumns = [\"n:l\"]\n[transform.t]\ntype = \"doubles\"\nfrom = \"in\"\n",
                        plugin::Catalog::Of({weir::internal::DescribePlugin<Made>("made", "1")}));
  EXPECT_EQ(nullptr, planned.plan);
}

TEST(Plan, TwoInputsMeetByNameAndWhatOneLacksIsNull) {
  const Planned planned = Plan(
      "[source.a]\ntype = \"made\"\ncolumns = [\"n:l\", \"x:vu\"]\n[source.b]\ntype = \"made\"\ncolumns = [\"y:l\", \"n:l\"]\n[sink.out]\ntype = \"keep\"\nfrom = [\"a\", \"b\"]\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  const Node& out = planned.node("out");
  EXPECT_EQ((Names{"n", "x", "y"}), NamesOf(out.delivered));
  EXPECT_EQ((std::vector<int32_t>{0, 1, Mapping::kMissing}), out.inputs[0]->mapping.columns);
  EXPECT_EQ((std::vector<int32_t>{1, Mapping::kMissing, 0}), out.inputs[1]->mapping.columns);
}

TEST(Plan, AColumnOfTwoTypesIsAnErrorThatNamesBothNodes) {
  const Planned planned = Plan(
      "[source.a]\ntype = \"made\"\ncolumns = [\"n:l\"]\n[source.b]\ntype = \"made\"\ncolumns = [\"n:vu\"]\n[sink.out]\ntype = \"keep\"\nfrom = [\"a\", \"b\"]\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_NE(std::string::npos, planned.said().find("column `n` is 64-bit integer from `a` and text from `b`")) << planned.said();
}

TEST(Plan, ThatTwoTextsAreLaidOutDifferentlyIsSaid) {
  const Planned planned = Plan(
      "[source.a]\ntype = \"made\"\ncolumns = [\"n:dict\"]\n[source.b]\ntype = \"made\"\ncolumns = [\"n:vu\"]\n[sink.out]\ntype = \"keep\"\nfrom = [\"a\", \"b\"]\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_EQ(std::string::npos, planned.said().find("text from `a` and text from `b`")) << planned.said();
}

TEST(Plan, TheSameColumnTwiceFromOneNodeIsAnError) {
  const Planned planned = Plan("[source.a]\ntype = \"made\"\ncolumns = [\"n:l\", \"n:l\"]\n[sink.out]\ntype = \"keep\"\nfrom = \"a\"\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_NE(std::string::npos, planned.said().find("`a` gives two columns `n`")) << planned.said();
}

TEST(Plan, AColumnThatIsNoTypeOfOursGoesThroughOneInput) {
  const Planned planned = Plan("[source.a]\ntype = \"made\"\ncolumns = [\"day:tdD\"]\n[sink.out]\ntype = \"keep\"\nfrom = \"a\"\n");
  EXPECT_TRUE(planned.bound) << planned.said();
}

TEST(Plan, AColumnThatIsNoTypeOfOursCanNotBeNullForAnotherInput) {
  const Planned planned = Plan(
      "[source.a]\ntype = \"made\"\ncolumns = [\"day:tdD\"]\n[source.b]\ntype = \"made\"\ncolumns = [\"n:l\"]\n[sink.out]\ntype = \"keep\"\nfrom = [\"a\", \"b\"]\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_NE(std::string::npos, planned.said().find("column `day`")) << planned.said();
}

TEST(Plan, AColumnThatIsNoTypeOfOursCanNotGoThroughARejectedPort) {
  const Planned planned = Plan(
      "[source.a]\ntype = \"made\"\ncolumns = [\"day:tdD\"]\n[sink.out]\ntype = \"keep\"\nfrom = \"a\"\n[sink.bad]\ntype = \"keep\"\nfrom = \"out.rejected\"\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_NE(std::string::npos, planned.said().find("column `day`")) << planned.said();
}

TEST(Plan, OnlyColumnsThatSomebodyReadsAreDelivered) {
  const Planned planned = Plan("[source.in]\ntype = \"numbers\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\nreads = [\"word\"]\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  EXPECT_EQ((Names{"word", "weir.split", "weir.offset"}), NamesOf(planned.node("out").delivered));
  EXPECT_EQ((Names{"word", "weir.split", "weir.offset"}), NamesOf(planned.node("in").emitted[0]));
}

TEST(Plan, ATransformsColumnsAreNarrowedFromBothSides) {
  const Planned planned = Plan(
      "[source.in]\ntype = \"numbers\"\n[transform.t]\ntype = \"doubles\"\nfrom = \"in\"\n[sink.out]\ntype = \"keep\"\nfrom = \"t\"\nreads = [\"half\"]\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  EXPECT_EQ((Names{"half", "weir.split"}), NamesOf(planned.node("t").emitted[0]));
  EXPECT_EQ((Names{"n", "weir.split", "weir.offset"}), NamesOf(planned.node("t").delivered));
}

TEST(Plan, WhatEitherOfTwoReadersWantsIsMade) {
  const Planned planned = Plan(
      "[source.in]\ntype = \"numbers\"\n[sink.a]\ntype = \"keep\"\nfrom = \"in\"\nreads = [\"word\"]\n[sink.b]\ntype = \"keep\"\nfrom = \"in\"\nreads = [\"n\"]\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  EXPECT_EQ((Names{"n", "word", "weir.split", "weir.offset"}), NamesOf(planned.node("in").emitted[0]));
  EXPECT_EQ((Names{"word", "weir.split", "weir.offset"}), NamesOf(planned.node("a").delivered));
}

TEST(Plan, ARejectedPortThatIsReadKeepsAllColumnsOfItsNode) {
  const Planned planned = Plan(
      "[source.in]\ntype = \"numbers\"\n[transform.t]\ntype = \"doubles\"\nfrom = \"in\"\n[sink.out]\ntype = \"keep\"\nfrom = \"t\"\n[sink.bad]\ntype = \"keep\"\nfrom = \"t.rejected\"\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  EXPECT_EQ((Names{"n", "word", "weir.split", "weir.offset", "weir.reason"}), NamesOf(planned.node("bad").delivered));
}

TEST(Plan, ASourceOfBytesGivesLinesWithCapturesAndOrigin) {
  const Planned planned = Plan("[source.in]\ntype = \"chunks\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n");
  ASSERT_TRUE(planned.bound) << planned.said();
  EXPECT_EQ((Names{"message", "region", "weir.split", "weir.offset"}), NamesOf(planned.node("out").delivered));
  EXPECT_EQ(Type::Text, TypeOf(*planned.node("out").delivered.get()->children[0]));
}

TEST(Plan, ANodeCanNotHaveTheNameOfTheDeadLetters) {
  const Planned planned = Plan("[source.in]\ntype = \"numbers\"\n[sink.dead_letter]\ntype = \"keep\"\nfrom = \"in\"\n");
  EXPECT_FALSE(planned.bound);
  EXPECT_NE(std::string::npos, planned.said().find("`dead_letter`")) << planned.said();
}

TEST(Plan, ItsIdentityIsThatOfItsSources) {
  const std::string sink = "[sink.out]\ntype = \"keep\"\nfrom = \"in\"\n";
  const std::string one = Plan("[source.in]\ntype = \"numbers\"\nsplits = 1\n" + sink).plan->identity();
  EXPECT_EQ(one, Plan("[source.in]\ntype = \"numbers\"\nsplits = 1\nrows = 7\n" + sink + "to = \"there\"\n").plan->identity());
  EXPECT_NE(one, Plan("[source.in]\ntype = \"numbers\"\nsplits = 2\n" + sink).plan->identity());
}

TEST(Plan, AsTextSaysWhatNobodyReads) {
  const Planned planned = Plan("[source.in]\ntype = \"numbers\"\n[sink.out]\ntype = \"keep\"\nfrom = \"in\"\nreads = [\"word\"]\n");
  EXPECT_EQ("source     in (numbers)\n             gives n (not read), word\nsink       out (keep)\n             from in\n",
            planned.plan->ToText());
}

}  // namespace
}  // namespace weir::graph

// What a table that is there may become, and what it refuses.
#include "catalog/evolution.hpp"

#include <gtest/gtest.h>

#include "catalog/tables.hpp"

namespace weir::catalog {
namespace {

struct Case {
  std::vector<Column> theirs, ours;
  Evolve evolve;
  std::string outcome;  // what changes, "" for nothing, or a part of why not
};

TEST(Evolution, DecidesByCases) {
  const std::vector<Column> a{{"a", "int"}};
  const Case cases[] = {
      {a, a, Evolve::Frozen, ""},
      {{{"a", "int"}, {"b", "string"}}, a, Evolve::Frozen, ""},  // nulls to readers
      {{{"A", "INT"}}, a, Evolve::Frozen, ""},
      {{{"b", "string"}, {"a", "int"}}, {{"a", "int"}, {"b", "string"}}, Evolve::Frozen, ""},  // columns are found by name
      {a, {{"a", "int"}, {"b", "string"}}, Evolve::Frozen, "logs.alb has no column `b` (string) and is frozen"},
      {a, {{"a", "int"}, {"b", "string"}}, Evolve::Add, "adds `b` string"},
      {a, {{"b", "string"}, {"a", "int"}, {"c", "double"}}, Evolve::Add, "adds `b` string, `c` double"},
      {a,
       {{"a", "bigint"}},
       Evolve::Frozen,
       "column `a` of the table logs.alb is int, and the pipeline writes bigint: say evolve = \"widen\""},
      {a, {{"a", "bigint"}}, Evolve::Add, "say evolve = \"widen\""},
      {a, {{"a", "bigint"}}, Evolve::Widen, "widens `a` bigint"},
      {{{"a", "float"}}, {{"a", "double"}, {"b", "int"}}, Evolve::Widen, "adds `b` int; widens `a` double"},
      {{{"a", "bigint"}}, a, Evolve::Frozen, ""},  // readers widen what they find
      {a, {{"a", "string"}}, Evolve::Widen, "is int, and the pipeline writes string, which readers of the older files can't take"},
      {{{"a", "struct<x:int>"}}, {{"a", "struct<x:int,y:int>"}}, Evolve::Widen, "can't take"},
      {{{"a", "timestamp"}}, {{"a", "bigint"}}, Evolve::Widen, "can't take"},
  };
  for (const Case& c : cases) {
    const Result<Change> change = Compare(TableOf(c.ours), Known(TableOf(c.theirs)), c.evolve);
    const std::string outcome = change.ok() ? change->ToText() : change.status().message();
    if (change.ok() || c.outcome.empty())
      EXPECT_EQ(c.outcome, outcome);
    else
      EXPECT_NE(std::string::npos, outcome.find(c.outcome)) << outcome;
    EXPECT_EQ(change.ok() ? WEIR_OK : WEIR_E_CONFIG, change.status().code());
  }
}

TEST(Evolution, ChangesNothingElse) {
  Table theirs = TableOf({{"A", "int"}, {"note", "string"}});
  theirs.parameters["owner"] = "somebody";
  const KnownTable known = Known(theirs);
  const Result<Change> change = Compare(TableOf({{"a", "bigint"}, {"b", "double", "half of it"}}), known, Evolve::Widen);
  ASSERT_TRUE(change.ok());
  nlohmann::json expected = known.input;
  expected["StorageDescriptor"]["Columns"][0]["Type"] = "bigint";
  expected["StorageDescriptor"]["Columns"].push_back({{"Name", "b"}, {"Type", "double"}, {"Comment", "half of it"}});
  EXPECT_EQ(expected, Changed(known, *change));
  EXPECT_FALSE(expected.contains("CreateTime") || expected.contains("DatabaseName") || expected.contains("VersionId"));
}

TEST(Evolution, SetsProjectionWhereThereIsNone) {
  Table ours = TableOf({{"a", "int"}}), theirs = ours;
  ours.parameters["projection.enabled"] = "true";
  ours.parameters["projection.day.type"] = "integer";
  EXPECT_EQ(2u, Compare(ours, Known(theirs), Evolve::Add)->parameters.size());
  EXPECT_TRUE(Compare(ours, Known(theirs), Evolve::Frozen)->empty());
  theirs.parameters["projection.enabled"] = "TRUE";
  theirs.parameters["projection.day.type"] = "enum";
  EXPECT_TRUE(Compare(ours, Known(theirs), Evolve::Add)->empty());
}

std::string Refused(const std::function<void(Table&)>& change) {
  const Table ours = TableOf({{"a", "int"}});
  Table theirs = ours;
  change(theirs);
  const Status status = CheckPlace(ours, Known(theirs));
  EXPECT_EQ(status.ok() ? WEIR_OK : WEIR_E_CONFIG, status.code());
  return status.message();
}

void ExpectIn(const std::string& part, const std::string& whole) { EXPECT_NE(std::string::npos, whole.find(part)) << whole; }

TEST(Evolution, RefusesATableThatIsAnother) {
  EXPECT_EQ("", Refused([](Table&) {}));
  ExpectIn("is at s3://b/other/, and the path is s3://b/lake", Refused([](Table& t) { t.location = "s3://b/other"; }));
  ExpectIn("not one of Parquet files", Refused([](Table& t) { t.format.serde = "org.openx.data.jsonserde.JsonSerDe"; }));
  ExpectIn("of the type ICEBERG", Refused([](Table& t) { t.parameters["table_type"] = "ICEBERG"; }));
  ExpectIn("`day` int where `day` string are wanted", Refused([](Table& t) { t.keys = {{"day", "int"}}; }));
  ExpectIn("none where `day` string", Refused([](Table& t) { t.keys = {}; }));
  ExpectIn("other partition keys", Refused([](Table& t) { t.keys = {{"day", "string"}, {"hour", "string"}}; }));
  EXPECT_EQ("", Refused([](Table& t) { t.keys = {{"DAY", "String"}}; }));
}

}  // namespace
}  // namespace weir::catalog

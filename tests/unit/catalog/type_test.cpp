// Types and names as Hive has them.
#include <gtest/gtest.h>

#include "catalog/hive_type.hpp"
#include "catalog/table.hpp"
#include "weir/schema.hpp"

namespace weir::catalog {
namespace {

std::string TypeOfField(const Field& field) {
  const Schema schema(std::vector<Field>{field});
  return HiveType(*schema.get()->children[0]).value_or("none");
}

TEST(HiveType, HasAllTypesOfBatches) {
  EXPECT_EQ("boolean", TypeOfField({"x", Type::Bool}));
  EXPECT_EQ("int", TypeOfField({"x", Type::Int32}));
  EXPECT_EQ("bigint", TypeOfField({"x", Type::Int64}));
  EXPECT_EQ("double", TypeOfField({"x", Type::Double}));
  EXPECT_EQ("timestamp", TypeOfField({"x", Type::Timestamp}));
  EXPECT_EQ("string", TypeOfField({"x", Type::Text}));
  EXPECT_EQ("string", TypeOfField({"x", Type::Utf8}));
  EXPECT_EQ("string", TypeOfField({"x", Type::Dictionary}));
  EXPECT_EQ("binary", TypeOfField({"x", Type::Binary}));
  EXPECT_EQ("array<struct<arn:string,accountid:bigint>>",
            TypeOfField(ListOf("x", StructOf("e", {{"arn", Type::Text}, {"accountId", Type::Int64}}))));
}

TEST(HiveType, HasNoFieldsOfOtherNames) {
  for (const char* name : {"", "a b", "a:string", "a>", "a,b", "`a`", "\xC3\xBC"})
    EXPECT_EQ("none", TypeOfField(StructOf("x", {{name, Type::Text}}))) << name;
}

TEST(HiveType, FitsAsReadersWiden) {
  struct Case {
    const char *theirs, *ours;
    Fit fit;
  };
  for (const Case& c : {Case{"bigint", "bigint", Fit::Same},
                        {"BIGINT", "bigint", Fit::Same},
                        {"integer", "int", Fit::Same},
                        {"array< struct<arn : string> >", "array<struct<arn:string>>", Fit::Same},
                        {"int", "bigint", Fit::Widen},
                        {"smallint", "int", Fit::Widen},
                        {"float", "double", Fit::Widen},
                        {"bigint", "int", Fit::Held},
                        {"double", "bigint", Fit::Other},
                        {"int", "double", Fit::Other},
                        {"string", "bigint", Fit::Other},
                        {"bigint", "string", Fit::Other},
                        {"string", "timestamp", Fit::Other},
                        {"array<int>", "array<bigint>", Fit::Other},
                        {"", "string", Fit::Other}})
    EXPECT_EQ(c.fit, FitOf(c.theirs, c.ours)) << c.theirs << " " << c.ours;
}

Result<Column> ColumnOfField(const Field& field) {
  const Schema schema(std::vector<Field>{field});
  return ColumnOf(*schema.get()->children[0]);
}

TEST(Column, IsInLowerCaseAndHasItsDocOnOneLine) {
  const Result<Column> column = ColumnOfField({.name = "Elb_Status", .type = Type::Int64, .doc = "one\nline"});
  ASSERT_TRUE(column.ok());
  EXPECT_EQ("elb_status", column->name);
  EXPECT_EQ("one line", column->comment);
}

TEST(Column, HasAShortDocOfWholeCharacters) {
  std::string doc(254, 'x');
  const Result<Column> column = ColumnOfField({.name = "a", .doc = doc + "\xC3\xBC" + doc});
  ASSERT_TRUE(column.ok());
  EXPECT_EQ(doc, column->comment);
}

TEST(Column, HasNoNameThatGlueCannotKeep) {
  for (const std::string& name : {std::string(), std::string(256, 'x'), std::string("a\nb")})
    EXPECT_EQ(WEIR_E_CONFIG, ColumnOfField({.name = name}).status().code()) << name;
}

TEST(Column, IsNotTwiceInATable) {
  Table table;
  EXPECT_TRUE(AddColumn(table, {"year", "int"}).ok());
  EXPECT_EQ(WEIR_E_CONFIG, AddColumn(table, {"year", "string"}).code());
  EXPECT_EQ(WEIR_E_CONFIG, AddKey(table, {"year", "string"}).code());
}

TEST(Name, IsAsGlueKeepsIt) {
  EXPECT_TRUE(CheckName("table", "alb_2024").ok());
  EXPECT_TRUE(CheckName("table", "m\xC3\xBCll").ok());
  EXPECT_NE(std::string::npos, CheckName("table", "Alb").message().find("write `alb`"));
  for (const std::string& name : {std::string(), std::string(256, 'x'), std::string("a\tb"), std::string("a/b"), std::string("a`b")})
    EXPECT_EQ(WEIR_E_CONFIG, CheckName("database", name).code()) << name;
}

}  // namespace
}  // namespace weir::catalog

#include "weir/schema.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

const std::vector<Field> kAll{{"b", Type::Bool},   {"i", Type::Int32},           {"l", Type::Int64},
                              {"g", Type::Double}, {"t", Type::Timestamp, true}, {"vu", Type::Text},
                              {"u", Type::Utf8},   {"z", Type::Binary},          {"d", Type::Dictionary}};

TEST(Schema, HasTheColumnsAndTypesOfItsFields) {
  const Schema schema(kAll);
  ASSERT_EQ(static_cast<int64_t>(kAll.size()), schema.get()->n_children);
  EXPECT_STREQ("+s", schema.get()->format);
  for (size_t i = 0; i < kAll.size(); ++i) {
    EXPECT_EQ(kAll[i].name, schema.get()->children[i]->name);
    EXPECT_EQ(kAll[i].type, TypeOf(*schema.get()->children[i]));
    EXPECT_STREQ(FormatOf(kAll[i].type), schema.get()->children[i]->format);
  }
}

TEST(Schema, FindsColumnsByName) {
  const Schema schema(kAll);
  EXPECT_EQ(2u, FindColumn(*schema.get(), "l"));
  EXPECT_EQ(std::nullopt, FindColumn(*schema.get(), "nothing"));
}

TEST(Schema, MarksTheTimeColumn) {
  EXPECT_EQ(4u, FindTimeColumn(*Schema(kAll).get()));
  EXPECT_EQ(std::nullopt, FindTimeColumn(*Schema({{"l", Type::Int64}}).get()));
}

TEST(Schema, ACopyIsWholeWhenTheOriginalIsGone) {
  Schema copy;
  {
    const Schema schema(kAll);
    copy = Schema::Of(*schema.get());
  }
  ASSERT_EQ(static_cast<int64_t>(kAll.size()), copy.get()->n_children);
  for (size_t i = 0; i < kAll.size(); ++i) {
    EXPECT_EQ(kAll[i].name, copy.get()->children[i]->name);
    EXPECT_EQ(kAll[i].type, TypeOf(*copy.get()->children[i]));
  }
  EXPECT_EQ("1", Metadata(*copy.get()->children[4], "weir.time"));
  EXPECT_EQ(ARROW_FLAG_NULLABLE, copy.get()->children[0]->flags);
}

TEST(Schema, CopiesNestedColumnsOfForeignTypes) {
  const Schema inner(kAll);
  inner.get()->children[0]->format = "tdD";
  std::vector<const ArrowSchema*> columns{inner.get()};
  const Schema copy = Schema::Of(columns);
  EXPECT_EQ(std::nullopt, TypeOf(*copy.get()->children[0]));
  EXPECT_EQ(static_cast<int64_t>(kAll.size()), copy.get()->children[0]->n_children);
}

TEST(Schema, MovesToAStructThatItsReceiverReleases) {
  ArrowSchema out{};
  Schema schema(kAll);
  schema.MoveTo(&out);
  EXPECT_TRUE(schema.empty());
  ASSERT_NE(nullptr, out.release);
  out.release(&out);
  EXPECT_EQ(nullptr, out.release);
}

TEST(Schema, TakesAStructOver) {
  ArrowSchema from{};
  Schema(kAll).MoveTo(&from);
  const Schema schema(&from);
  EXPECT_EQ(nullptr, from.release);
  EXPECT_EQ(static_cast<int64_t>(kAll.size()), schema.get()->n_children);
}

TEST(Schema, OfNoColumnsIsNotEmpty) {
  const Schema none(std::vector<Field>{});
  EXPECT_FALSE(none.empty());
  EXPECT_EQ(0, none.get()->n_children);
}

TEST(Metadata, OfSeveralPairsFindsEach) {
  // Two pairs, as the Arrow interface writes them: counts and lengths of 32 bits in native order.
  const std::string bytes = [] {
    std::string out;
    const auto put = [&out](int32_t n) { out.append(reinterpret_cast<const char*>(&n), sizeof n); };
    const auto text = [&](std::string_view s) { put(static_cast<int32_t>(s.size())), out += s; };
    put(2), text("first"), text("one"), text("second"), text("");
    return out;
  }();
  ArrowSchema column{};
  column.format = "l";
  column.metadata = bytes.data();
  EXPECT_EQ("one", Metadata(column, "first"));
  EXPECT_EQ("", Metadata(column, "second"));
  EXPECT_EQ(std::nullopt, Metadata(column, "third"));
  column.name = "c";
  const Schema copy = Schema::Of({&column});
  EXPECT_EQ("one", Metadata(*copy.get()->children[0], "first"));
}

TEST(TypeOf, KnowsNoTypeThatIsNotOurs) {
  for (const char* format : {"tdD", "tsu:", "tsn:UTC", "U", "L", "+l", "vz"}) {
    ArrowSchema column{};
    column.format = format;
    EXPECT_EQ(std::nullopt, TypeOf(column)) << format;
    EXPECT_EQ("Arrow \"" + std::string(format) + '"', NameOfType(column));
  }
}

TEST(TypeOf, ADictionaryIsOursWithInt32IndicesIntoUtf8) {
  ArrowSchema values{}, column{};
  column.format = "i";
  column.dictionary = &values;
  values.format = "u";
  EXPECT_EQ(Type::Dictionary, TypeOf(column));
  values.format = "vu";
  EXPECT_EQ(std::nullopt, TypeOf(column));
  values.format = "u";
  column.format = "c";
  EXPECT_EQ(std::nullopt, TypeOf(column));
}

TEST(TypeOf, WhatIsNestedIsOursWhenAllInItIs) {
  const Schema schema({ListOf("l", StructOf("item", {{"a", Type::Text}, {"d", Type::Dictionary}}))});
  ArrowSchema& list = *schema.get()->children[0];
  EXPECT_EQ(Type::List, TypeOf(list));
  EXPECT_EQ(Type::Struct, TypeOf(*list.children[0]));
  EXPECT_EQ("list of struct of (a: text, d: text (dictionary))", NameOfType(list));
  const char* const format = list.children[0]->children[0]->format;
  list.children[0]->children[0]->format = "tdD";
  EXPECT_EQ(std::nullopt, TypeOf(list));
  EXPECT_EQ("Arrow \"+l\"", NameOfType(list));
  list.children[0]->children[0]->format = format;
  list.children[0]->n_children = 0;
  EXPECT_EQ(std::nullopt, TypeOf(list));
  list.children[0]->n_children = 2;
}

TEST(TypeOf, IsOursUpToADepth) {
  Field field{"c", Type::Text};
  for (int depth = 0; depth < kMostNesting; ++depth) field = ListOf("c", field);
  EXPECT_EQ(Type::List, TypeOf(*Schema({field}).get()->children[0]));
  EXPECT_EQ(std::nullopt, TypeOf(*Schema({ListOf("c", field)}).get()->children[0]));
}

TEST(SameType, LooksAtElementsAndFields) {
  const auto same = [](const Field& a, const Field& b) {
    const Schema first({a}), second({b});
    return SameType(*first.get()->children[0], *second.get()->children[0]);
  };
  const Field text{"item", Type::Text}, utf8{"element", Type::Utf8};
  EXPECT_TRUE(same(ListOf("l", text), ListOf("l", {"element", Type::Text})));
  EXPECT_FALSE(same(ListOf("l", text), ListOf("l", utf8)));
  EXPECT_FALSE(same(ListOf("l", text), text));
  EXPECT_TRUE(same(StructOf("s", {text}), StructOf("s", {text})));
  EXPECT_FALSE(same(StructOf("s", {text}), StructOf("s", {{"other", Type::Text}})));
  EXPECT_FALSE(same(StructOf("s", {text}), StructOf("s", {text, utf8})));
}

TEST(Origin, ColumnsBeginWithWeir) {
  EXPECT_TRUE(IsOrigin("weir.offset"));
  EXPECT_FALSE(IsOrigin("weird"));
}

}  // namespace
}  // namespace weir

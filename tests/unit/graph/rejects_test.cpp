#include "graph/rejects.hpp"

#include <gtest/gtest.h>

#include "weir/builders.hpp"

namespace weir::graph {
namespace {

const std::vector<Field> kFields{
    {"n", Type::Int64},     {"message", Type::Utf8},          {"ok", Type::Bool},          {"share", Type::Double}, {"at", Type::Timestamp},
    {"small", Type::Int32}, {"weir.split", Type::Dictionary}, {"weir.offset", Type::Int64}};

// Two rows; the second has nothing in it but its origin.
Array TwoRows() {
  ValuesBuilder<int64_t> n(2), at(2), offset(2);
  ValuesBuilder<int32_t> small(2);
  ValuesBuilder<double> share(2);
  BoolsBuilder ok(2);
  Utf8Builder message;
  n.Set(0, -5), n.SetNull(1);
  message.Append("said \"hi\" \xff"), message.AppendNull();
  ok.Set(0, true), ok.SetNull(1);
  share.Set(0, 0.5), share.SetNull(1);
  at.Set(0, 1714521600000000), at.SetNull(1);
  small.Set(0, 7), small.SetNull(1);
  offset.Set(0, 100), offset.Set(1, 200);
  return Array(MakeBatch(2, {n.Finish(), message.Finish(), ok.Finish(), share.Finish(), at.Finish(), small.Finish(),
                             ConstantText(2, "bucket/key"), offset.Finish()}));
}
std::string TextAt(const Array& batch, size_t column, int64_t row) {
  const ArrowArray& from = *batch.get()->children[column];
  return Column(from).is_null(row) ? "(null)" : std::string(TextViews(from)[row]);
}
constexpr int64_t kBoth[] = {0, 1};

TEST(DeadLetters, HaveTheColumnsOfTheirSchema) {
  const Schema schema(kFields);
  const weir_str reason = Str("why");
  const Array letters(DeadLetters("parser", *schema.get(), *TwoRows().get(), kBoth, {&reason, 1}));
  EXPECT_EQ(DeadLetterSchema().get()->n_children, letters.get()->n_children);
  EXPECT_EQ("parser", DictionaryTexts(*letters.get()->children[1])[1]);
  EXPECT_EQ("bucket/key", TextAt(letters, 2, 0));
  EXPECT_EQ("200", TextAt(letters, 3, 1));
}

TEST(DeadLetters, HaveTheRowAsJsonWithoutItsOrigin) {
  const Schema schema(kFields);
  const weir_str reason = Str("why");
  const Array letters(DeadLetters("parser", *schema.get(), *TwoRows().get(), kBoth, {&reason, 1}));
  EXPECT_EQ("{\"n\":-5,\"message\":\"said \\\"hi\\\" \xef\xbf\xbd\",\"ok\":true,\"share\":0.5,\"at\":1714521600000000,\"small\":7}",
            TextAt(letters, 5, 0));
  EXPECT_EQ("{\"n\":null,\"message\":null,\"ok\":null,\"share\":null,\"at\":null,\"small\":null}", TextAt(letters, 5, 1));
}

TEST(DeadLetters, HaveTheLineItselfWhereThereIsOne) {
  const Schema schema({{"message", Type::Text}, {"region", Type::Dictionary}});
  TextBuilder message(2);
  message.Copy(0, "a line"), message.Copy(1, "another line, longer than a view");
  const Array batch(MakeBatch(2, {message.Finish(), ConstantText(2, "eu")}));
  const weir_str reason = Str("why");
  const Array letters(DeadLetters("parser", *schema.get(), *batch.get(), kBoth, {&reason, 1}));
  EXPECT_EQ("another line, longer than a view", TextAt(letters, 5, 1));
}

TEST(DeadLetters, WithoutAnOriginHaveNone) {
  const Schema schema({{"message", Type::Text}});
  TextBuilder message(1);
  message.Copy(0, "a line");
  const Array batch(MakeBatch(1, {message.Finish()}));
  const weir_str reason = Str("why");
  const Array letters(DeadLetters("parser", *schema.get(), *batch.get(), {kBoth, 1}, {&reason, 1}));
  EXPECT_EQ("(null)", TextAt(letters, 2, 0));
  EXPECT_EQ("(null)", TextAt(letters, 3, 0));
}

TEST(DeadLetters, HaveOneReasonForAllOrOneEach) {
  const Schema schema(kFields);
  const weir_str reasons[] = {Str("first"), Str("a second reason, which is longer")};
  const Array one(DeadLetters("parser", *schema.get(), *TwoRows().get(), kBoth, {reasons, 1})),
      each(DeadLetters("parser", *schema.get(), *TwoRows().get(), kBoth, reasons));
  EXPECT_EQ("first", TextAt(one, 4, 1));
  EXPECT_EQ("a second reason, which is longer", TextAt(each, 4, 1));
}

TEST(DeadLetters, TakeAnOriginOfAnyType) {
  const Schema schema({{"weir.split", Type::Bool}, {"weir.offset", Type::Double}});
  BoolsBuilder split(2);
  ValuesBuilder<double> offset(2);
  split.Set(0, true), split.SetNull(1);
  offset.Set(0, 0.5), offset.Set(1, 2);
  const Array batch(MakeBatch(2, {split.Finish(), offset.Finish()}));
  const weir_str reason = Str("why");
  const Array letters(DeadLetters("sink", *schema.get(), *batch.get(), kBoth, {&reason, 1}));
  EXPECT_EQ("true", TextAt(letters, 2, 0));
  EXPECT_EQ("(null)", TextAt(letters, 2, 1));
  EXPECT_EQ("0.5", TextAt(letters, 3, 0));
}

// {"n":1} and null in a list, then no list.
Array ListsOfStructs() {
  Utf8Builder n;
  n.Append("one \xff"), n.AppendNull();
  StructBuilder structs(2);
  structs.SetNull(1);
  ListBuilder lists;
  lists.End(2), lists.AppendNull();
  return Array(MakeBatch(2, {lists.Finish(structs.Finish({n.Finish()}))}));
}
const std::vector<Field> kLists{ListOf("weir.offset", StructOf("item", {{"n", Type::Utf8}}))};

TEST(DeadLetters, HaveNestedColumnsAsJson) {
  const weir_str reason = Str("why");
  Field field = kLists[0];
  field.name = "l";
  const Schema schema({field});
  const Array letters(DeadLetters("parser", *schema.get(), *ListsOfStructs().get(), kBoth, {&reason, 1}));
  EXPECT_EQ("{\"l\":[{\"n\":\"one \xef\xbf\xbd\"},null]}", TextAt(letters, 5, 0));
  EXPECT_EQ("{\"l\":null}", TextAt(letters, 5, 1));
}

TEST(DeadLetters, TakeAnOriginThatIsNestedAndNotUtf8) {
  const weir_str reason = Str("why");
  const Schema schema(kLists);
  const Array letters(DeadLetters("parser", *schema.get(), *ListsOfStructs().get(), kBoth, {&reason, 1}));
  EXPECT_EQ("[{\"n\":\"one \xef\xbf\xbd\"},null]", TextAt(letters, 3, 0));
}

TEST(RejectedRows, KeepNestedColumns) {
  const weir_str reason = Str("why");
  const Schema schema(kLists);
  const Array rows(RejectedRows(*schema.get(), *ListsOfStructs().get(), kBoth, {&reason, 1}));
  const Lists lists(*rows.get()->children[0]);
  EXPECT_EQ(2, lists.end(0));
  EXPECT_TRUE(lists.is_null(1));
  EXPECT_EQ("one \xff", OffsetTexts(Structs(lists.elements()).field(0))[0]);
}

TEST(RejectedRows, HaveTheColumnsOfTheInputAndTheReason) {
  const Schema schema(kFields);
  const Schema rejected = RejectedSchema(*schema.get());
  ASSERT_EQ(static_cast<int64_t>(kFields.size()) + 1, rejected.get()->n_children);
  EXPECT_STREQ("weir.reason", rejected.get()->children[kFields.size()]->name);
  const weir_str reason = Str("why");
  const int64_t second[] = {1};
  const Array rows(RejectedRows(*schema.get(), *TwoRows().get(), second, {&reason, 1}));
  EXPECT_EQ(1, rows.rows());
  EXPECT_TRUE(Column(*rows.get()->children[0]).is_null(0));
  EXPECT_EQ(200, Values<int64_t>(*rows.get()->children[7])[0]);
  EXPECT_EQ("why", TextAt(rows, kFields.size(), 0));
}

// Rows that were rejected once already and are again: the newest reason is the one that counts.
TEST(RejectedRows, ThatHadAReasonHaveANewOne) {
  const Schema schema({{"n", Type::Int64}, {"weir.reason", Type::Text}});
  const Schema rejected = RejectedSchema(*schema.get());
  ASSERT_EQ(2, rejected.get()->n_children);
  ValuesBuilder<int64_t> n(1);
  TextBuilder old(1);
  n.Set(0, 1), old.Copy(0, "the old reason");
  const Array batch(MakeBatch(1, {n.Finish(), old.Finish()}));
  const weir_str reason = Str("the new reason");
  const Array rows(RejectedRows(*schema.get(), *batch.get(), {kBoth, 1}, {&reason, 1}));
  ASSERT_EQ(2, rows.get()->n_children);
  EXPECT_EQ("the new reason", TextAt(rows, 1, 0));
}

}  // namespace
}  // namespace weir::graph

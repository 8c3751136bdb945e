#include "graph/fits.hpp"

#include <gtest/gtest.h>

#include "weir/builders.hpp"

namespace weir::graph {
namespace {

// A column of three rows, long enough for views that point into a buffer; built well, then broken by the test.
Array Column(Type type) {
  TextBuilder views(3);
  Utf8Builder texts;
  for (int64_t row = 0; row < 3; ++row) {
    views.Copy(row, "a text that is longer than a view " + std::to_string(row));
    texts.Append("text " + std::to_string(row));
  }
  switch (type) {
    case Type::Text: return Array(MakeBatch(3, {views.Finish()}));
    case Type::Dictionary: return Array(MakeBatch(3, {ConstantText(3, "one")}));
    default: return Array(MakeBatch(3, {texts.Finish()}));
  }
}
template <class T>
T* Mutable(const Array& batch, size_t buffer) {
  return static_cast<T*>(const_cast<void*>(batch.get()->children[0]->buffers[buffer]));
}

std::string Said(Type type, const Array& batch, Depth depth) {
  const Schema schema(std::vector<Field>{{"c", type}});
  return Fits(*schema.get(), *batch.get(), depth).message();
}
std::string Said(Type type, const Array& batch) {
  EXPECT_EQ("", Said(type, batch, Depth::Layout)) << "only the values show it";
  return Said(type, batch, Depth::Values);
}

TEST(Fits, WhatIsBuiltWell) {
  for (const Type type : {Type::Text, Type::Utf8, Type::Binary, Type::Dictionary}) EXPECT_EQ("", Said(type, Column(type), Depth::Values));
}

TEST(Fits, NotWithLengthsBelowZeroOrBeyondAnyMemory) {
  for (const int64_t rows : {int64_t{-1}, INT64_MAX}) {
    Array batch = Column(Type::Utf8);
    batch.get()->children[0]->length = rows;
    EXPECT_EQ("emitted column `c` that has " + std::to_string(rows) + " rows", Said(Type::Utf8, batch, Depth::Layout));
  }
  Array batch = Column(Type::Utf8);
  batch.get()->children[0]->offset = -1;
  EXPECT_EQ("emitted column `c` that begins at row -1", Said(Type::Utf8, batch, Depth::Layout));
}

TEST(Fits, NotWithoutABuffer) {
  Array batch = Column(Type::Text);
  batch.get()->children[0]->n_buffers = 2;
  EXPECT_EQ("emitted column `c` that has 2 buffers", Said(Type::Text, batch, Depth::Layout));
  Array other = Column(Type::Utf8);
  other.get()->children[0]->buffers[1] = nullptr;
  EXPECT_EQ("emitted column `c` that has no values", Said(Type::Utf8, other, Depth::Layout));
}

TEST(Fits, WithoutBuffersWhenThereAreNoRows) {
  Array batch(MakeBatch(0, {MakeArray(0, 0, {Buffer{}, Buffer{}, Buffer{}})}));
  EXPECT_EQ("", Said(Type::Utf8, batch, Depth::Values));
}

TEST(Fits, NotWithATextThatEndsBeforeItBegins) {
  const Array batch = Column(Type::Utf8);
  Mutable<int32_t>(batch, 1)[1] = 1000;
  EXPECT_EQ("emitted column `c` that has a text from byte 0 to byte 1000 in row 0", Said(Type::Utf8, batch));
}

TEST(Fits, NotWithAViewBehindTheEndOfItsBuffer) {
  const Array batch = Column(Type::Text);
  Mutable<TextView>(batch, 1)[2].ref.offset += 1;
  EXPECT_EQ("emitted column `c` that points at bytes 71 to 106 of 105 in row 2", Said(Type::Text, batch));
}

TEST(Fits, NotWithAViewOfABufferThatIsNotThere) {
  const Array batch = Column(Type::Text);
  Mutable<TextView>(batch, 1)[0].ref.buffer = 1;
  EXPECT_EQ("emitted column `c` that points into buffer 1 of 1 in row 0", Said(Type::Text, batch));
}

TEST(Fits, NotWithAnEntryThatTheDictionaryDoesNotHave) {
  const Array batch = Column(Type::Dictionary);
  Mutable<int32_t>(batch, 1)[1] = 1;
  EXPECT_EQ("emitted column `c` that has entry 1 of a dictionary of 1 in row 1", Said(Type::Dictionary, batch));
}

TEST(Fits, NotWithAnotherNumberOfNullsThanItSays) {
  ValuesBuilder<int64_t> numbers(3);
  for (int64_t row = 0; row < 3; ++row) numbers.SetNull(row);
  const Array batch(MakeBatch(3, {numbers.Finish()}));
  batch.get()->children[0]->null_count = 2;
  EXPECT_EQ("emitted column `c` that has 3 nulls and says 2", Said(Type::Int64, batch));
}

// [0 1], [2], []: numbers in structs in lists.
const Field kNested = ListOf("c", StructOf("item", {{"n", Type::Int64}}));
Array Nested() {
  ValuesBuilder<int64_t> numbers(3);
  for (int64_t i = 0; i < 3; ++i) numbers.Set(i, i);
  ListBuilder lists;
  lists.End(2), lists.End(3), lists.End(3);
  return Array(MakeBatch(3, {lists.Finish(StructBuilder(3).Finish({numbers.Finish()}))}));
}
std::string SaidOfNested(const Array& batch, Depth depth = Depth::Layout) {
  const Schema schema({kNested});
  return Fits(*schema.get(), *batch.get(), depth).message();
}

TEST(FitsNested, WhatIsBuiltWell) {
  EXPECT_EQ("", SaidOfNested(Nested(), Depth::Values));
  const Array none(
      MakeBatch(0, {MakeArray(0, 0, {Buffer{}, Buffer{}}, {MakeArray(0, 0, {Buffer{}}, {MakeArray(0, 0, {Buffer{}, Buffer{}})})})}));
  EXPECT_EQ("", SaidOfNested(none, Depth::Values));
}

TEST(FitsNested, NotWithAListBehindItsElements) {
  const Array batch = Nested();
  batch.get()->children[0]->children[0]->length = 2;
  EXPECT_EQ("emitted column `c` that has a column of elements that has 2 rows where 3 are meant", SaidOfNested(batch));
}

TEST(FitsNested, NotWithAListThatEndsBeforeItBegins) {
  const Array batch = Nested();
  Mutable<int32_t>(batch, 1)[1] = 4;
  EXPECT_EQ("", SaidOfNested(batch));
  EXPECT_EQ("emitted column `c` that has a list from element 0 to element 4 in row 0", SaidOfNested(batch, Depth::Values));
  Mutable<int32_t>(batch, 1)[0] = -1;
  EXPECT_EQ("emitted column `c` that has lists from element -1 to element 3", SaidOfNested(batch));
}

TEST(FitsNested, NotWithAFieldThatIsTooShort) {
  const Array batch = Nested();
  batch.get()->children[0]->children[0]->children[0]->length = 1;
  EXPECT_EQ("emitted column `c` that has a column of elements that has a field `n` that has 1 rows where 3 are meant", SaidOfNested(batch));
  // A struct that begins later has fields that do not.
  const Array later = Nested();
  later.get()->children[0]->children[0]->offset = 1;
  EXPECT_EQ("emitted column `c` that has a column of elements that has a field `n` that has 3 rows where 4 are meant", SaidOfNested(later));
}

TEST(FitsNested, NotWithoutItsChildren) {
  const Array batch = Nested();
  ArrowArray* const list = batch.get()->children[0];
  ArrowArray** const children = list->children;
  list->children = nullptr;
  EXPECT_EQ("emitted column `c` that has no children", SaidOfNested(batch));
  list->n_children = 0;
  EXPECT_EQ("emitted column `c` that has 0 children, not 1", SaidOfNested(batch));
  ArrowArray* none = nullptr;
  list->n_children = 1;
  list->children = &none;
  EXPECT_EQ("emitted column `c` that has a column of elements that is not there", SaidOfNested(batch));
  list->children = children;
}

TEST(IsSchema, NotWithChildrenThatAreNotThereOrHaveOneName) {
  const Schema schema({StructOf("s", {{"a", Type::Text}, {"b", Type::Text}})});
  EXPECT_TRUE(IsSchema(*schema.get()).ok());
  ArrowSchema& column = *schema.get()->children[0];
  const char* const name = column.children[1]->name;
  column.children[1]->name = "a";
  EXPECT_EQ("gave a column `s` that has two fields `a`", IsSchema(*schema.get()).message());
  column.children[1]->name = nullptr;
  EXPECT_EQ("gave a column `s` that has no name of field 1", IsSchema(*schema.get()).message());
  column.children[1]->name = name;
  ArrowSchema** const children = column.children;
  column.children = nullptr;
  EXPECT_FALSE(IsSchema(*schema.get()).ok());
  column.children = children;
}

TEST(IsSchema, NotWithNestingThatHasNoEnd) {
  const Schema schema({ListOf("l", {"item", Type::Text})});
  ArrowSchema* list = schema.get()->children[0];
  ArrowSchema* const element = list->children[0];
  list->children[0] = list;
  EXPECT_NE(std::string::npos, IsSchema(*schema.get()).message().find("is nested more than 64 deep"));
  list->children[0] = element;
}

TEST(IsSchema, NotWithoutANameOrAFormat) {
  const Schema schema(std::vector<Field>{{"c", Type::Text}});
  EXPECT_TRUE(IsSchema(*schema.get()).ok());
  schema.get()->children[0]->name = nullptr;
  EXPECT_FALSE(IsSchema(*schema.get()).ok());
}

TEST(IsSchema, NotWithMetadataOfALengthBelowZero) {
  const Schema schema(std::vector<Field>{{"c", Type::Text, true}});
  EXPECT_TRUE(IsSchema(*schema.get()).ok());
  const int32_t metadata[] = {1, -1};
  schema.get()->children[0]->metadata = reinterpret_cast<const char*>(metadata);
  EXPECT_FALSE(IsSchema(*schema.get()).ok());
}

}  // namespace
}  // namespace weir::graph

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

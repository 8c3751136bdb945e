#include "text/json_rows.hpp"

#include <gtest/gtest.h>

#include "weir/builders.hpp"

namespace weir::text {
namespace {

struct Batch {
  Schema schema;
  Array array;
};

// One row with a value in each column, one with none.
Batch OfEveryType() {
  BoolsBuilder bools(2);
  ValuesBuilder<int32_t> ints(2);
  ValuesBuilder<int64_t> longs(2), times(2);
  ValuesBuilder<double> doubles(2);
  TextBuilder texts(2);
  Utf8Builder utf8s, binaries, words;
  bools.Set(0, true);
  ints.Set(0, -7);
  longs.Set(0, 1LL << 53);
  doubles.Set(0, 0.25);
  times.Set(0, 1'709'210'096'000'007);
  texts.Copy(0, "a text of more than twelve bytes");
  utf8s.Append("say \"hi\"");
  binaries.Append("\xff");
  bools.SetNull(1);
  ints.SetNull(1);
  longs.SetNull(1);
  doubles.SetNull(1);
  times.SetNull(1);
  texts.SetNull(1);
  utf8s.AppendNull();
  binaries.AppendNull();
  words.Append("unused");
  words.Append("eu");
  Validity has_word(2);
  has_word.SetNull(1);
  Buffer indices = Buffer::Allocate(2 * sizeof(int32_t));
  indices.mutable_data<int32_t>()[0] = 1;
  indices.mutable_data<int32_t>()[1] = 0;
  ArrowArray dictionary = MakeArray(2, 1, {has_word.Finish(), indices}, {}, words.Finish());
  return {Schema({{"b", Type::Bool},
                  {"i", Type::Int32},
                  {"l", Type::Int64},
                  {"d", Type::Double},
                  {"t", Type::Timestamp},
                  {"v", Type::Text},
                  {"u", Type::Utf8},
                  {"z", Type::Binary},
                  {"w", Type::Dictionary}}),
          Array(MakeBatch(2, {bools.Finish(), ints.Finish(), longs.Finish(), doubles.Finish(), times.Finish(), texts.Finish(),
                              utf8s.Finish(), binaries.Finish(), dictionary}))};
}

std::string Written(const Batch& batch, bool origin = false) {
  std::string out;
  JsonRows rows(*batch.schema.get(), *batch.array.get(), origin);
  rows.Append(0, rows.rows(), out);
  return out;
}

TEST(JsonRows, WriteEveryTypeAndLeaveOutWhatIsMissing) {
  EXPECT_EQ(R"({"b":true,"i":-7,"l":9007199254740992,"d":0.25,"t":"2024-02-29T12:34:56.000007Z","v":"a text of more than twelve bytes",)"
            R"("u":"say \"hi\"","z":{"base64":"/w=="},"w":"eu"})"
            "\n{}\n",
            Written(OfEveryType()));
}

Batch WithOrigin() {
  Utf8Builder texts;
  ValuesBuilder<int64_t> offsets(3);
  for (int64_t i = 0; i < 3; ++i) {
    texts.Append(std::string(1, static_cast<char>('a' + i)));
    offsets.Set(i, i * 10);
  }
  return {Schema({{"weir.offset", Type::Int64}, {"say \"x\"", Type::Utf8}}), Array(MakeBatch(3, {offsets.Finish(), texts.Finish()}))};
}

TEST(JsonRows, WriteTheOriginWhenAsked) {
  EXPECT_EQ("{\"say \\\"x\\\"\":\"a\"}\n{\"say \\\"x\\\"\":\"b\"}\n{\"say \\\"x\\\"\":\"c\"}\n", Written(WithOrigin()));
  EXPECT_TRUE(Written(WithOrigin(), true).starts_with("{\"weir.offset\":0,\"say \\\"x\\\"\":\"a\"}\n"));
}

TEST(JsonRows, AreTheSameInPieces) {
  const Batch batch = WithOrigin();
  std::string pieces;
  JsonRows rows(*batch.schema.get(), *batch.array.get(), true);
  for (int64_t row = 0; row < rows.rows(); ++row) rows.Append(row, 1, pieces);
  EXPECT_EQ(Written(batch, true), pieces);
}

TEST(JsonRows, BeginWhereASliceBegins) {
  const Batch batch = WithOrigin();
  ArrowArray slice = *batch.array.get();  // borrows
  slice.offset = 1;
  slice.length = 1;
  std::string out;
  JsonRows(*batch.schema.get(), slice, false).Append(0, 1, out);
  EXPECT_EQ("{\"say \\\"x\\\"\":\"b\"}\n", out);
}

// null, [], [null], [{}, {"a":"x","n":[1,null]}]
TEST(JsonRows, WriteListsAndStructs) {
  ValuesBuilder<int64_t> numbers(2);
  numbers.Set(0, 1), numbers.SetNull(1);
  ListBuilder of_numbers, lists;
  of_numbers.End(0), of_numbers.AppendNull(), of_numbers.End(2);
  TextAppender a;
  const std::string text = "x, and some more of it";
  const int32_t buffer = a.AddBuffer({nullptr, text.data(), text.size()});
  a.AppendNull(), a.AppendNull(), a.Append(text, buffer);
  StructBuilder structs(3);
  structs.SetNull(0);
  lists.AppendNull(), lists.End(0), lists.End(1), lists.End(3);
  const Batch batch{Schema({ListOf("l", StructOf("item", {{"a", Type::Text}, ListOf("n", {"item", Type::Int64})}))}),
                    Array(MakeBatch(4, {lists.Finish(structs.Finish({a.Finish(), of_numbers.Finish(numbers.Finish())}))}))};
  EXPECT_EQ("{}\n{\"l\":[]}\n{\"l\":[null]}\n{\"l\":[{},{\"a\":\"x, and some more of it\",\"n\":[1,null]}]}\n", Written(batch));
}

TEST(JsonRows, RefuseTypesTheyCanNotWrite) {
  const Schema schema({{"fine", Type::Text}, {"odd", Type::Int64}});
  EXPECT_TRUE(CheckJsonColumns(*schema.get()).ok());
  ArrowSchema list = *schema.get()->children[1];  // borrows
  list.format = "+l";
  ArrowSchema* columns[] = {schema.get()->children[0], &list};
  ArrowSchema odd = *schema.get();
  odd.children = columns;
  const Status status = CheckJsonColumns(odd);
  EXPECT_EQ(WEIR_E_CONFIG, status.code());
  EXPECT_NE(std::string::npos, status.message().find("`odd`")) << status.message();
}

}  // namespace
}  // namespace weir::text

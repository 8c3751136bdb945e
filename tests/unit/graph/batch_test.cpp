#include "graph/batch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "weir/take.hpp"

namespace weir::graph {
namespace {

const std::vector<Field> kFields{{"n", Type::Int64}, {"word", Type::Text}, {"ok", Type::Bool}};

// A batch of three columns and four rows whose memory is watched by `alive`.
std::shared_ptr<Batch> Watched(const Schema& schema, std::weak_ptr<const void>& alive, Credits* credits = nullptr) {
  ValuesBuilder<int64_t> n(4);
  TextBuilder word(4);
  BoolsBuilder ok(4);
  for (int64_t i = 0; i < 4; ++i) {
    n.Set(i, i);
    word.Copy(i, "a text that does not fit into a view " + std::to_string(i));
    ok.Set(i, i % 2 == 0);
  }
  auto memory = std::make_shared<int>(0);
  alive = memory;
  auto batch = std::make_shared<Batch>();
  batch->array = Array(MakeArray(4, 0, {Buffer{}}, {n.Finish(), word.Finish(), ok.Finish()}, {}, {memory}));
  batch->schema = schema.get();
  if (credits != nullptr) batch->charged = credits->Charge(0, 100);
  return batch;
}

TEST(Alias, ShowsTheColumnsInTheOrderOfTheReceiver) {
  const Schema schema(kFields), to({{"word", Type::Text}, {"n", Type::Int64}});
  std::weak_ptr<const void> alive;
  Array alias(Alias(Watched(schema, alive), {{1, 0}, to.get()}));
  EXPECT_EQ(4, alias.rows());
  EXPECT_EQ("a text that does not fit into a view 3", TextViews(*alias.get()->children[0])[3]);
  EXPECT_EQ(3, Values<int64_t>(*alias.get()->children[1])[3]);
}

TEST(Alias, CopiesNothing) {
  const Schema schema(kFields);
  std::weak_ptr<const void> alive;
  const auto batch = Watched(schema, alive);
  const Array alias(Alias(batch, {{0, 1, 2}, schema.get()}));
  EXPECT_EQ(batch->array.get()->children[1]->buffers[1], alias.get()->children[1]->buffers[1]);
}

TEST(Alias, AMissingColumnIsNullsOfItsType) {
  const std::vector<Field> fields{{"b", Type::Bool},
                                  {"i", Type::Int32},
                                  {"l", Type::Int64},
                                  {"d", Type::Double},
                                  {"t", Type::Timestamp},
                                  {"vu", Type::Text},
                                  {"u", Type::Utf8},
                                  {"z", Type::Binary},
                                  {"dict", Type::Dictionary},
                                  ListOf("list", StructOf("item", {{"t", Type::Text}})),
                                  StructOf("struct", {{"n", Type::Int64}, ListOf("l", {"item", Type::Dictionary})})};
  const Schema schema(kFields), to(fields);
  std::weak_ptr<const void> alive;
  const Array alias(Alias(Watched(schema, alive), {std::vector<int32_t>(fields.size(), Mapping::kMissing), to.get()}));
  std::vector<int64_t> rows{0, 1, 2, 3};
  for (size_t i = 0; i < fields.size(); ++i) {
    const ArrowArray& column = *alias.get()->children[i];
    ASSERT_EQ(4, column.length) << fields[i].name;
    for (int64_t row = 0; row < 4; ++row) EXPECT_TRUE(Column(column).is_null(row)) << fields[i].name;
    const Array taken(Take(*to.get()->children[i], column, rows));  // reads every buffer
    EXPECT_EQ(4, taken.get()->null_count) << fields[i].name;
  }
}

// What a slice leaves out of a struct column, its fields do not know.
TEST(Alias, OfASliceHasNestedColumnsFromWhereItBegins) {
  const Schema schema({ListOf("l", {"item", Type::Int64}), StructOf("s", {{"n", Type::Int64}})});
  ValuesBuilder<int64_t> elements(4), n(4);
  ListBuilder lists;
  for (int64_t i = 0; i < 4; ++i) elements.Set(i, i * 10), n.Set(i, i), lists.End(i + 1);
  auto batch = std::make_shared<Batch>();
  ArrowArray array = MakeBatch(4, {lists.Finish(elements.Finish()), StructBuilder(4).Finish({n.Finish()})});
  array.offset = 1;
  array.length = 2;
  batch->array = Array(array);
  batch->schema = schema.get();
  const Array alias(Alias(batch, {{0, 1}, schema.get()}));
  const Lists list(*alias.get()->children[0]);
  EXPECT_EQ(20, Values<int64_t>(list.elements())[list.begin(1)]);
  const Structs structs(*alias.get()->children[1]);
  EXPECT_EQ(2, Values<int64_t>(structs.field(0))[structs.row_of_fields(1)]);
}

TEST(Alias, SeveralKeepTheBatchUntilTheLastIsReleased) {
  const Schema schema(kFields);
  std::weak_ptr<const void> alive;
  Credits credits(1000, 1, 0);
  auto batch = Watched(schema, alive, &credits);
  Array first(Alias(batch, {{0, 1, 2}, schema.get()})), second(Alias(batch, {{1}, schema.get()}));
  batch.reset();
  first.reset();
  EXPECT_FALSE(alive.expired());
  EXPECT_EQ(100u, credits.used());
  second.reset();
  EXPECT_TRUE(alive.expired());
  EXPECT_EQ(0u, credits.used());
}

// Whichever order the struct and the columns moved out of it are released in, the batch goes with the last.
TEST(Alias, ColumnsMovedOutMayBeReleasedInAnyOrder) {
  const Schema schema(kFields);
  std::vector<int> order{0, 1, 2, 3};
  do {
    std::weak_ptr<const void> alive;
    std::vector<Array> parts;
    Array alias(Alias(Watched(schema, alive),
                      {{0, Mapping::kMissing, 1}, Schema({{"n", Type::Int64}, {"word", Type::Text}, {"word", Type::Text}}).get()}));
    for (size_t i = 0; i < 3; ++i) parts.emplace_back(alias.TakeColumn(i));
    parts.push_back(std::move(alias));
    for (const int next : order) {
      EXPECT_FALSE(alive.expired());
      parts[static_cast<size_t>(next)].reset();
      // The column of nulls is its own; the batch is held by the struct and the two others.
      const bool last = std::ranges::all_of(std::vector<int>{0, 2, 3}, [&](int i) { return parts[static_cast<size_t>(i)].empty(); });
      if (last) break;
    }
    EXPECT_TRUE(alive.expired());
  } while (std::ranges::next_permutation(order).found);
}

TEST(Alias, AColumnMovedOutIsNotReleasedWithTheStruct) {
  const Schema schema(kFields);
  std::weak_ptr<const void> alive;
  Array alias(Alias(Watched(schema, alive), {{0, 1, 2}, schema.get()}));
  const Array word(alias.TakeColumn(1));
  alias.reset();
  EXPECT_EQ("a text that does not fit into a view 2", TextViews(*word.get())[2]);
}

TEST(Alias, OfNoColumnsHasRows) {
  const Schema schema(kFields), none(std::vector<Field>{});
  std::weak_ptr<const void> alive;
  Array alias(Alias(Watched(schema, alive), {{}, none.get()}));
  EXPECT_EQ(4, alias.rows());
  EXPECT_EQ(0, alias.get()->n_children);
  alias.reset();
  EXPECT_TRUE(alive.expired());
}

TEST(Alias, OfAStructWithAnOffsetBeginsThere) {
  const Schema schema(kFields);
  std::weak_ptr<const void> alive;
  auto batch = Watched(schema, alive);
  ArrowArray whole = batch->array.Take();
  whole.offset = 1;
  whole.length = 2;
  batch->array = Array(whole);
  const Array alias(Alias(batch, {{0, 1, 2}, schema.get()}));
  EXPECT_EQ(2, alias.rows());
  EXPECT_EQ(2, alias.get()->children[0]->length);
  EXPECT_EQ(1, Values<int64_t>(*alias.get()->children[0])[0]);
  EXPECT_EQ("a text that does not fit into a view 2", TextViews(*alias.get()->children[1])[1]);
  EXPECT_FALSE(Bools(*alias.get()->children[2])[0]);
}

TEST(OwnBytes, CountsWhatAColumnHoldsItselfAndNotTheTextItPointsTo) {
  const Schema schema({{"n", Type::Int64}, {"i", Type::Int32}, {"word", Type::Text}, {"split", Type::Dictionary}});
  ValuesBuilder<int64_t> n(8);
  ValuesBuilder<int32_t> i(8);
  TextBuilder word(8);
  for (int64_t row = 0; row < 8; ++row) n.Set(row, 0), i.Set(row, 0), word.Copy(row, "x");
  const Array array(MakeBatch(8, {n.Finish(), i.Finish(), word.Finish(), ConstantText(8, "s")}));
  EXPECT_EQ(8u * (8 + 4 + 16 + 4), OwnBytes(*schema.get(), *array.get()));
}

TEST(OwnBytes, CountsTheBytesOfTextWithOffsets) {
  const Schema schema({{"u", Type::Utf8}});
  Utf8Builder text;
  text.Append("four");
  text.Append("fives");
  const Array array(MakeBatch(2, {text.Finish()}));
  EXPECT_EQ(2u * 4 + 9, OwnBytes(*schema.get(), *array.get()));
}

TEST(Split, KeepsItsOwnCopyOfEverything) {
  std::unique_ptr<Split> split;
  {
    std::string id = "an id that is longer than a short string", version = "v", capture = "eu-central-1";
    const weir_str captures = Str(capture);
    weir_split from{};
    from.size = sizeof from;
    from.id = Str(id), from.version = Str(version), from.captures = &captures, from.n_captures = 1, from.bytes = 7;
    split = std::make_unique<Split>(from);
    id.assign(id.size(), '#'), capture.assign(capture.size(), '#');
  }
  EXPECT_EQ("an id that is longer than a short string", View(split->view.id));
  EXPECT_EQ("eu-central-1", View(split->view.captures[0]));
  EXPECT_EQ(7u, split->view.bytes);
}

}  // namespace
}  // namespace weir::graph

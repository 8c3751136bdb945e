// Levels of nested columns against those written down by hand, and pages that begin and end with rows.
#include "parquet/nested_levels.hpp"

#include <gtest/gtest.h>

#include "hybrid_decoder.hpp"
#include "parquet/column_writer.hpp"
#include "parquet/text_dictionary.hpp"
#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

using Levels16 = std::vector<uint16_t>;

ArrowArray Numbers(int64_t count, int64_t null_at = -1) {
  ValuesBuilder<int64_t> builder(count);
  for (int64_t i = 0; i < count; ++i) i == null_at ? builder.SetNull(i) : builder.Set(i, i);
  return builder.Finish();
}

// null, [], [0], [1, null, 3]
Array FourLists() {
  ListBuilder lists;
  lists.AppendNull();
  lists.End(0);
  lists.End(1);
  lists.End(4);
  return Array(lists.Finish(Numbers(4, 2)));
}

TEST(Shredder, TellsANullListAnEmptyOneAndANullElementApart) {
  const Array lists = FourLists();
  Shredder shredder;
  const Entries& entries = shredder.Shred(std::vector<Ancestor>{{true, lists.get()}}, lists.get()->children[0], Rows::All(4));
  EXPECT_EQ((Levels16{0, 0, 0, 0, 1, 1}), entries.repetition);
  EXPECT_EQ((Levels16{0, 1, 3, 3, 2, 3}), entries.definition);
  EXPECT_EQ((std::vector<int32_t>{0, 1, 3}), entries.present);
}

TEST(Shredder, TakesTheRowsItIsToldInTheirOrder) {
  const Array lists = FourLists();
  Shredder shredder;
  const int32_t some[] = {1, 3};
  const Entries& entries = shredder.Shred(std::vector<Ancestor>{{true, lists.get()}}, lists.get()->children[0], Rows{some, 0, 2});
  EXPECT_EQ((Levels16{0, 0, 1, 1}), entries.repetition);
  EXPECT_EQ((Levels16{1, 3, 2, 3}), entries.definition);
}

// The example of Dremel's paper: [[a, b], [c]], [[], null, [d]]
TEST(Shredder, OfListsOfListsSaysWhichOneGoesOn) {
  ListBuilder inner, outer;
  inner.End(2), inner.End(3), inner.End(3), inner.AppendNull(), inner.End(4);
  outer.End(2), outer.End(5);
  const Array lists(outer.Finish(inner.Finish(Numbers(4))));
  const ArrowArray* below = lists.get()->children[0];
  Shredder shredder;
  const Entries& entries = shredder.Shred(std::vector<Ancestor>{{true, lists.get()}, {true, below}}, below->children[0], Rows::All(2));
  EXPECT_EQ((Levels16{0, 2, 1, 0, 1, 1}), entries.repetition);
  EXPECT_EQ((Levels16{5, 5, 5, 3, 2, 5}), entries.definition);
}

// A struct that is a slice, and null where its field has a value: that value is nobody's.
TEST(Shredder, OfAStructFollowsItsOffsetAndItsNulls) {
  StructBuilder builder(4);
  builder.SetNull(2);
  ArrowArray slice = builder.Finish({Numbers(4, 1)});
  slice.offset = 1;
  slice.length = 3;
  const Array structs(slice);
  Shredder shredder;
  const Entries& entries = shredder.Shred(std::vector<Ancestor>{{false, structs.get()}}, structs.get()->children[0], Rows::All(3));
  EXPECT_EQ((Levels16{0, 0, 0}), entries.repetition);
  EXPECT_EQ((Levels16{1, 0, 2}), entries.definition);
  EXPECT_EQ((std::vector<int32_t>{3}), entries.present);
}

TEST(Shredder, WithoutAnArrayHasANullForEachRow) {
  Shredder shredder;
  const Entries& entries = shredder.Shred({}, nullptr, Rows::All(3));
  EXPECT_EQ((Levels16{0, 0, 0}), entries.definition);
  EXPECT_TRUE(entries.present.empty());
}

TEST(NestedLevels, AreWrittenRepetitionFirstEachBehindItsLength) {
  const Array lists = FourLists();
  Shredder shredder;
  const Entries& entries = shredder.Shred(std::vector<Ancestor>{{true, lists.get()}}, lists.get()->children[0], Rows::All(4));
  NestedLevels levels({3, 1});
  levels.Add(entries, 0, entries.size());
  EXPECT_EQ(4u, levels.rows());
  EXPECT_EQ(3u, levels.values());
  ByteBuffer out;
  levels.Encode(out);
  std::string_view left = out.view();
  for (const auto& [expected, width] : {std::pair{std::vector<uint32_t>{0, 0, 0, 0, 1, 1}, 1}, {{0, 1, 3, 3, 2, 3}, 2}}) {
    uint32_t length = 0;
    std::memcpy(&length, left.data(), sizeof length);
    EXPECT_EQ(expected, DecodeHybrid(left.substr(4, length), width, 6));
    left.remove_prefix(4 + length);
  }
  EXPECT_TRUE(left.empty());
}

TEST(NestedLevels, OfStructsAloneHaveNoRepetition) {
  NestedLevels levels({2, 0});
  Entries entries;
  entries.definition = {2, 0};
  entries.repetition = {0, 0};
  levels.Add(entries, 0, 2);
  ByteBuffer out;
  levels.Encode(out);
  EXPECT_EQ((std::vector<uint32_t>{2, 0}), DecodeHybrid(out.view().substr(4), 2, 2));
}

TEST(Remaining, GivesWholeRowsAndTheFirstOneAnyhow) {
  Entries entries;
  entries.definition = {3, 3, 3, 1, 3, 3};
  entries.repetition = {0, 1, 1, 0, 0, 1};
  entries.present = {0, 1, 2, 3, 4};
  Remaining left(entries, 3);
  EXPECT_EQ(3u, left.RowsOf(1).entries);
  EXPECT_EQ(3u, left.RowsOf(3).entries);
  EXPECT_EQ(4u, left.RowsOf(5).entries);
  EXPECT_EQ(3, left.RowsOf(5).values.count);
  EXPECT_EQ(0u, left.RowsBefore(2).entries);
  EXPECT_EQ(4u, left.RowsBefore(3).entries);
  left.Drop(left.RowsOf(1));
  EXPECT_EQ(3u, left.first());
  EXPECT_EQ(1u, left.RowsOf(2).entries);
  EXPECT_EQ(3u, left.RowsOf(3).entries);
  EXPECT_EQ(3, left.RowsOf(3).values[0]);
}

// Lists of so many texts, one after the other, all different.
ColumnChunk Write(const std::vector<int64_t>& lengths, size_t length, uint64_t* repaired = nullptr) {
  ListBuilder lists;
  Utf8Builder texts;
  int64_t count = 0;
  for (const int64_t elements : lengths) {
    for (int64_t i = 0; i < elements; ++i, ++count) texts.Append(std::to_string(count) + std::string(length, '\xff'));
    lists.End(count);
  }
  const Array array(lists.Finish(texts.Finish()));
  Habit habit;
  Scratch scratch(Compressor(Codec::None, 0));
  const auto writer = MakeColumnWriter(Kind::Text, habit, {3, 1});
  writer->Append({Type::Utf8, array.get()->children[0], 1, {{true, array.get()}}}, Rows::All(array.rows()), scratch);
  Result<ColumnChunk> chunk = writer->Finish(scratch);
  EXPECT_TRUE(chunk.ok()) << chunk.status().message();
  if (repaired != nullptr) *repaired = writer->repaired();
  EXPECT_EQ(lengths.size(), chunk->rows());
  EXPECT_EQ(static_cast<size_t>(count), chunk->entries());
  return std::move(*chunk);
}

TEST(NestedWriter, ARowThatFillsTheDictionaryAloneIsWrittenPlain) {
  const ColumnChunk chunk = Write({static_cast<int64_t>(TextDictionary::kMostEntries) + 10, 5}, 0);
  EXPECT_FALSE(chunk.dictionary());
  EXPECT_EQ(0u, chunk.nulls());
  EXPECT_EQ("0", chunk.bounds.least->bytes);
}

TEST(NestedWriter, ARowThatIsTakenBackIsRepairedOnce) {
  uint64_t repaired = 0;
  const int64_t most = TextDictionary::kMostEntries;
  const ColumnChunk chunk = Write({1000, most, 5}, 1, &repaired);
  EXPECT_EQ(static_cast<uint64_t>(most + 1005), repaired);
}

}  // namespace
}  // namespace weir::parquet

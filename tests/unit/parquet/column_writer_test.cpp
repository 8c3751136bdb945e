// Columns in all their layouts and states of the dictionary.  That pages decode to the values is readback's to show.
#include "parquet/column_writer.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>

#include "parquet/text_dictionary.hpp"
#include "parquet/value_dictionary.hpp"
#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

Scratch MakeScratch() { return Scratch(Compressor(Codec::None, 0)); }

// Appends the text in batches, as string views, and ends the chunk.
ColumnChunk WriteTexts(const std::vector<std::string>& texts, Habit& habit, uint64_t* repaired = nullptr) {
  Scratch scratch = MakeScratch();
  const auto writer = MakeColumnWriter(Kind::Text, habit);
  constexpr size_t kBatch = 3000;
  for (size_t from = 0; from < texts.size(); from += kBatch) {
    const auto rows = static_cast<int64_t>(std::min(kBatch, texts.size() - from));
    TextBuilder builder(rows);
    for (int64_t i = 0; i < rows; ++i) builder.Copy(i, texts[from + static_cast<size_t>(i)]);
    const Array array(builder.Finish());
    writer->Append({Type::Text, array.get(), from + 1}, Rows::All(rows), scratch);
  }
  Result<ColumnChunk> chunk = writer->Finish(scratch);
  EXPECT_TRUE(chunk.ok()) << chunk.status().message();
  if (repaired != nullptr) *repaired = writer->repaired();
  return std::move(*chunk);
}

std::vector<std::string> Texts(size_t count, const auto& text_of) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < count; ++i) texts.push_back(text_of(i));
  return texts;
}

TEST(ColumnWriter, ValuesThatRepeatGetADictionary) {
  Habit habit;
  const ColumnChunk chunk = WriteTexts(Texts(50000, [](size_t i) { return "a value of some length " + std::to_string(i % 100); }), habit);
  EXPECT_TRUE(chunk.dictionary());
  EXPECT_EQ(0u, chunk.plain_pages());
  EXPECT_EQ(50000u, chunk.rows());
  EXPECT_EQ("a value of some length 0", chunk.bounds.least->bytes);
  EXPECT_EQ("a value of some length 99", chunk.bounds.greatest->bytes);
}

TEST(ColumnWriter, ADictionaryIsGivenUpBeforeTheFirstPageIsFull) {
  Habit habit;
  // All of the page together would do with a dictionary.
  const auto texts = Texts(20000, [](size_t i) { return "a value of some length " + std::to_string(i < 8000 ? i : 0); });
  const ColumnChunk chunk = WriteTexts(texts, habit);
  EXPECT_FALSE(chunk.dictionary());
  EXPECT_EQ(0u, chunk.dictionary_pages());
  EXPECT_EQ(Habit::kPause, habit.row_groups_to_skip);
  EXPECT_EQ(20000u, chunk.rows());
}

TEST(ColumnWriter, UniqueValuesGoWithoutFromTheFirstPageAndTheHabitRemembersThat) {
  Habit habit;
  const auto texts = Texts(50000, [](size_t i) { return "a unique value " + std::to_string(i); });
  const ColumnChunk first = WriteTexts(texts, habit);
  EXPECT_FALSE(first.dictionary());
  EXPECT_EQ(0u, first.dictionary_pages());
  EXPECT_EQ(Habit::kPause, habit.row_groups_to_skip);
  const ColumnChunk second = WriteTexts(texts, habit);
  EXPECT_FALSE(second.dictionary());
  EXPECT_EQ(Habit::kPause - 1, habit.row_groups_to_skip);
}

TEST(ColumnWriter, ADictionaryThatFillsUpLaterIsKeptForThePagesBefore) {
  Habit habit;
  const ColumnChunk chunk =
      WriteTexts(Texts(150000, [](size_t i) { return std::to_string(i < 50000 ? i % 200 : i) + std::string(40, ' '); }), habit);
  EXPECT_TRUE(chunk.dictionary());
  EXPECT_GE(chunk.dictionary_pages(), 2u);
  EXPECT_GT(chunk.plain_pages(), 0u);
  EXPECT_EQ(150000u, chunk.rows());
  EXPECT_EQ(0, habit.row_groups_to_skip);
  EXPECT_EQ("99999" + std::string(40, ' '), chunk.bounds.greatest->bytes);
}

TEST(ColumnWriter, AColumnOfNullsHasNoDictionaryAndNoBounds) {
  Habit habit;
  Scratch scratch = MakeScratch();
  const auto writer = MakeColumnWriter(Kind::Text, habit);
  writer->Append(Input{}, Rows::All(30000), scratch);
  const auto chunk = writer->Finish(scratch);
  ASSERT_TRUE(chunk.ok());
  EXPECT_EQ(30000u, chunk->nulls());
  EXPECT_EQ(2u, chunk->pages().size());
  EXPECT_FALSE(chunk->dictionary());
  EXPECT_FALSE(chunk->bounds.least);
}

TEST(ColumnWriter, TextThatIsNotUtf8IsRepairedAndEachValueCounted) {
  Habit habit;
  uint64_t repaired = 0;
  const ColumnChunk chunk = WriteTexts(Texts(20, [](size_t i) { return i % 2 == 0 ? "bad \xff" : "good"; }), habit, &repaired);
  EXPECT_EQ(10u, repaired);
  EXPECT_TRUE(chunk.dictionary());
  EXPECT_EQ("bad \uFFFD", chunk.bounds.least->bytes);
  habit.row_groups_to_skip = 1;
  const ColumnChunk plain = WriteTexts(Texts(20, [](size_t i) { return i % 2 == 0 ? "bad \xff" : "good"; }), habit, &repaired);
  EXPECT_EQ(10u, repaired);
  EXPECT_FALSE(plain.dictionary());
  EXPECT_EQ("bad \uFFFD", plain.bounds.least->bytes);
}

TEST(ColumnWriter, HugeValuesGetPagesOfTheirOwn) {
  Habit habit;
  const ColumnChunk chunk = WriteTexts(Texts(20, [](size_t i) { return std::string(3 << 20, static_cast<char>('a' + i)); }), habit);
  EXPECT_GE(chunk.pages().size(), 20u);
  EXPECT_EQ(20u, chunk.rows());
}

// Small numbers, large ones and negative ones, until it is full: each has the number that it got when it came first.
template <class T>
void FindsWhatWasAdded(int64_t most) {
  ValueDictionary<T> dictionary;
  std::map<T, int32_t> known;
  std::mt19937_64 random(5);
  while (known.size() < ValueDictionary<T>::kMostEntries) {
    const auto value =
        static_cast<T>(static_cast<int64_t>(random() % 3 == 0 ? random() % 1000 : random() % static_cast<uint64_t>(most)) - 500);
    const auto [entry, is_new] = known.emplace(value, static_cast<int32_t>(known.size()));
    ASSERT_EQ(entry->second, dictionary.FindOrAdd(value)) << value;
  }
  EXPECT_EQ(known.size(), dictionary.size());
  for (const auto& [value, number] : known) {
    ASSERT_EQ(number, dictionary.FindOrAdd(value)) << value;
    ASSERT_EQ(value, dictionary[static_cast<size_t>(number)]);
  }
  EXPECT_EQ(ValueDictionary<T>::kAbsent, dictionary.FindOrAdd(static_cast<T>(most + 1)));
}

TEST(ValueDictionary, FindsWhatWasAdded) {
  FindsWhatWasAdded<int64_t>(70'000);
  FindsWhatWasAdded<int64_t>(int64_t{1} << 40);
  FindsWhatWasAdded<int32_t>(100'000);
  FindsWhatWasAdded<double>(1'000'000'000);
}

TEST(ValueDictionary, TellsApartWhatOnlyItsBitsDo) {
  ValueDictionary<double> dictionary;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(0, dictionary.FindOrAdd(0.0));
  EXPECT_EQ(1, dictionary.FindOrAdd(-0.0));
  EXPECT_EQ(2, dictionary.FindOrAdd(nan));
  EXPECT_EQ(2, dictionary.FindOrAdd(nan));
}

TEST(TextDictionary, FindsWhatWasAdded) {
  std::mt19937 random(6);
  TextDictionary dictionary;
  std::vector<std::string> texts;
  for (int i = 0; i < 20000; ++i) {
    // Lengths around 12, where values move out of the view, and texts that differ only in the middle.
    std::string text =
        i % 2 == 0 ? std::string(random() % 16, 'a') + std::to_string(i) : "https://example.com/" + std::to_string(i) + "/index.html";
    if (dictionary.Find(text) >= 0) continue;
    ASSERT_EQ(static_cast<int32_t>(texts.size()), dictionary.Add(text));
    texts.push_back(std::move(text));
  }
  for (size_t i = 0; i < texts.size(); ++i) {
    ASSERT_EQ(static_cast<int32_t>(i), dictionary.Find(texts[i]));
    ASSERT_EQ(texts[i], dictionary[i]);
  }
  EXPECT_EQ(TextDictionary::kAbsent, dictionary.Find("https://example.com/x/index.html"));
}

TEST(TextDictionary, TellsApartWhatDiffersInOneByte) {
  TextDictionary dictionary;
  std::vector<std::string> texts;
  for (size_t length = 1; length < 100; ++length) {
    texts.emplace_back(length, 'a');
    for (size_t i = 0; i < length; ++i) (texts.emplace_back(length, 'a'))[i] = 'b';
  }
  for (const std::string& text : texts) {
    ASSERT_EQ(TextDictionary::kAbsent, dictionary.Find(text)) << text;
    dictionary.Add(text);
  }
  for (size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(static_cast<int32_t>(i), dictionary.Find(texts[i])) << texts[i];
}

TEST(TextDictionary, IsFullAtItsLimits) {
  TextDictionary entries;
  for (size_t i = 0; i < TextDictionary::kMostEntries; ++i) ASSERT_EQ(static_cast<int32_t>(i), entries.Add(std::to_string(i)));
  EXPECT_EQ(TextDictionary::kAbsent, entries.Add("one more"));
  TextDictionary bytes;
  EXPECT_EQ(TextDictionary::kAbsent, bytes.Add(std::string(TextDictionary::kMostBytes, 'x')));
}

}  // namespace
}  // namespace weir::parquet

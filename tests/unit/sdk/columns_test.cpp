// Builders make what readers read.
#include <gtest/gtest.h>

#include <string>

#include "weir/builders.hpp"

namespace weir {
namespace {

template <class T>
void ValuesComeBackWithTheirNulls() {
  ValuesBuilder<T> builder(20);
  for (int64_t row = 0; row < 20; ++row) row % 7 == 3 ? builder.SetNull(row) : builder.Set(row, static_cast<T>(row * 3 - 5));
  const Array array(builder.Finish());
  const Values<T> values(*array.get());
  EXPECT_EQ(3, array.get()->null_count);
  for (int64_t row = 0; row < 20; ++row) {
    ASSERT_EQ(row % 7 == 3, values.is_null(row));
    if (row % 7 != 3) {
      ASSERT_EQ(static_cast<T>(row * 3 - 5), values[row]);
    }
  }
}
TEST(ValuesBuilder, GivesInt32WithNulls) { ValuesComeBackWithTheirNulls<int32_t>(); }
TEST(ValuesBuilder, GivesInt64WithNulls) { ValuesComeBackWithTheirNulls<int64_t>(); }
TEST(ValuesBuilder, GivesDoublesWithNulls) { ValuesComeBackWithTheirNulls<double>(); }

TEST(ValuesBuilder, WithoutNullsHasNoBitmap) {
  ValuesBuilder<int64_t> builder(1);
  builder.Set(0, 1);
  const Array array(builder.Finish());
  EXPECT_EQ(nullptr, array.get()->buffers[0]);
  EXPECT_FALSE(Column(*array.get()).may_have_nulls());
}

TEST(ValuesBuilder, OfNoRowsIsAnArray) {
  const Array array(ValuesBuilder<int64_t>(0).Finish());
  EXPECT_EQ(0, array.rows());
}

TEST(BoolsBuilder, GivesBoolsWithNulls) {
  BoolsBuilder builder(17);
  for (int64_t row = 0; row < 17; ++row) row % 5 == 4 ? builder.SetNull(row) : builder.Set(row, row % 3 == 0);
  const Array array(builder.Finish());
  const Bools bools(*array.get());
  for (int64_t row = 0; row < 17; ++row) {
    ASSERT_EQ(row % 5 == 4, bools.is_null(row));
    if (row % 5 != 4) {
      ASSERT_EQ(row % 3 == 0, bools[row]) << row;
    }
  }
}

TEST(TextBuilder, CopiesTextOfEveryLengthAboutThatOfAView) {
  TextBuilder builder(30);
  for (int64_t row = 0; row < 30; ++row) builder.Copy(row, std::string(static_cast<size_t>(row), static_cast<char>('a' + row % 26)));
  const Array array(builder.Finish());
  const TextViews views(*array.get());
  for (int64_t row = 0; row < 30; ++row) EXPECT_EQ(std::string(static_cast<size_t>(row), static_cast<char>('a' + row % 26)), views[row]);
}

TEST(TextBuilder, RefersToTextWithoutCopyingIt) {
  Buffer buffer = Buffer::Allocate(64);
  std::memcpy(buffer.mutable_data<char>(), "short and a text that is longer than a view", 43);
  const char* at = buffer.as<char>();
  TextBuilder builder(2);
  const int32_t number = builder.AddBuffer(std::move(buffer));
  builder.Refer(0, {at, 5}, number);
  builder.Refer(1, {at + 10, 33}, number);
  const Array array(builder.Finish());
  const TextViews views(*array.get());
  EXPECT_EQ("short", views[0]);
  EXPECT_EQ("a text that is longer than a view", views[1]);
  EXPECT_EQ(at + 10, views[1].data());
}

TEST(TextBuilder, MixesSeveralBuffersCopiesAndNulls) {
  const std::string first = "the first buffer of text", second = "the second buffer of text";
  const auto add = [](TextBuilder& builder, const std::string& text) {
    Buffer buffer = Buffer::Allocate(text.size());
    std::memcpy(buffer.mutable_data<char>(), text.data(), text.size());
    const char* at = buffer.as<char>();
    return std::pair(builder.AddBuffer(std::move(buffer)), at);
  };
  TextBuilder builder(5);
  const auto [one, at_one] = add(builder, first);
  builder.Copy(0, "a copied text, longer than a view");
  builder.Refer(1, {at_one, first.size()}, one);
  builder.SetNull(2);
  const auto [two, at_two] = add(builder, second);
  builder.Refer(3, {at_two, second.size()}, two);
  builder.Copy(4, "another copied text, also longer");
  const Array array(builder.Finish());
  const TextViews views(*array.get());
  EXPECT_EQ("a copied text, longer than a view", views[0]);
  EXPECT_EQ(first, views[1]);
  EXPECT_TRUE(views.is_null(2));
  EXPECT_EQ(second, views[3]);
  EXPECT_EQ("another copied text, also longer", views[4]);
}

TEST(TextBuilder, SaysTheSizesOfItsBuffersAsArrowWants) {
  TextBuilder builder(1);
  Buffer buffer = Buffer::Allocate(100);
  std::memset(buffer.mutable_data<char>(), 'x', 100);
  builder.AddBuffer(std::move(buffer));
  builder.Copy(0, "a copied text, longer than a view");
  const Array array(builder.Finish());
  ASSERT_EQ(5, array.get()->n_buffers);
  const auto* sizes = static_cast<const int64_t*>(array.get()->buffers[4]);
  EXPECT_EQ(100, sizes[0]);
  EXPECT_EQ(33, sizes[1]);
}

TEST(TextBuilder, KeepsItsBuffersAliveUntilTheArrayIsReleased) {
  Buffer buffer = Buffer::Allocate(100);
  const std::weak_ptr<const void> alive = buffer.owner;
  {
    TextBuilder builder(1);
    builder.AddBuffer(std::move(buffer));
    buffer = {};
    builder.SetNull(0);
    const Array array(builder.Finish());
    EXPECT_FALSE(alive.expired());
  }
  EXPECT_TRUE(alive.expired());
}

TEST(TextViews, OfShortTextHaveZerosBehindIt) {
  TextBuilder builder(1);
  builder.Copy(0, "abc");
  const Array array(builder.Finish());
  EXPECT_EQ(std::string("abc\0\0\0\0\0\0\0\0\0", 12), std::string(TextViews(*array.get()).views()[0].inlined, 12));
}

TEST(Utf8Builder, GivesTextsWithNulls) {
  Utf8Builder builder;
  builder.Append("one");
  builder.AppendNull();
  builder.Append("");
  builder.Append("four");
  const Array array(builder.Finish());
  const OffsetTexts texts(*array.get());
  EXPECT_EQ(4, texts.rows());
  EXPECT_EQ("one", texts[0]);
  EXPECT_TRUE(texts.is_null(1));
  EXPECT_EQ("", texts[2]);
  EXPECT_FALSE(texts.is_null(2));
  EXPECT_EQ("four", texts[3]);
}

TEST(ConstantText, IsTheSameInEveryRowAndStoredOnce) {
  const Array array(ConstantText(5, "eu-central-1"));
  const DictionaryTexts texts(*array.get());
  EXPECT_EQ(5, texts.rows());
  for (int64_t row = 0; row < 5; ++row) EXPECT_EQ("eu-central-1", texts[row]);
  EXPECT_EQ(1, texts.values().rows());
}

TEST(VisitText, ReadsEveryLayoutOfText) {
  Utf8Builder utf8;
  utf8.Append("a text that is longer than a view");
  TextBuilder views(1);
  views.Copy(0, "a text that is longer than a view");
  const Array plain(utf8.Finish()), view(views.Finish()), dictionary(ConstantText(1, "a text that is longer than a view"));
  const auto first = [](const auto& text) { return std::string(text[0]); };
  EXPECT_EQ("a text that is longer than a view", VisitText(Type::Utf8, *plain.get(), first));
  EXPECT_EQ("a text that is longer than a view", VisitText(Type::Binary, *plain.get(), first));
  EXPECT_EQ("a text that is longer than a view", VisitText(Type::Text, *view.get(), first));
  EXPECT_EQ("a text that is longer than a view", VisitText(Type::Dictionary, *dictionary.get(), first));
}

TEST(Columns, AreReadFromTheirOffset) {
  ValuesBuilder<int64_t> builder(10);
  for (int64_t row = 0; row < 10; ++row) row == 4 ? builder.SetNull(row) : builder.Set(row, row);
  ArrowArray array = builder.Finish();
  array.offset = 3;
  array.length = 5;
  array.null_count = -1;
  const Array owner(array);
  const Values<int64_t> values(array);
  EXPECT_EQ(5, values.rows());
  EXPECT_EQ(3, values[0]);
  EXPECT_TRUE(values.is_null(1));
  EXPECT_EQ(7, values[4]);
  EXPECT_FALSE(values.is_null(4));
}

}  // namespace
}  // namespace weir

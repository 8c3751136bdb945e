// Take, for every type, from the start of an array and from a slice of it.
#include "weir/take.hpp"

#include <gtest/gtest.h>

namespace weir {
namespace {

// Row n of 40: null when n % 5 == 2, else something that n tells.
bool IsNull(int64_t n) { return n % 5 == 2; }
std::string TextOf(int64_t n) { return n % 2 == 0 ? std::to_string(n) : "a text that is longer than a view, number " + std::to_string(n); }

ArrowArray Rows(Type type) {
  constexpr int64_t kRows = 40;
  const auto filled = [](auto builder, auto&& set) {
    for (int64_t n = 0; n < kRows; ++n) IsNull(n) ? builder.SetNull(n) : set(builder, n);
    return builder.Finish();
  };
  switch (type) {
    case Type::Bool: return filled(BoolsBuilder(kRows), [](auto& b, int64_t n) { b.Set(n, n % 3 == 0); });
    case Type::Int32: return filled(ValuesBuilder<int32_t>(kRows), [](auto& b, int64_t n) { b.Set(n, static_cast<int32_t>(n)); });
    case Type::Int64:
    case Type::Timestamp: return filled(ValuesBuilder<int64_t>(kRows), [](auto& b, int64_t n) { b.Set(n, n << 40); });
    case Type::Double: return filled(ValuesBuilder<double>(kRows), [](auto& b, int64_t n) { b.Set(n, static_cast<double>(n) / 8); });
    case Type::Text: return filled(TextBuilder(kRows), [](auto& b, int64_t n) { b.Copy(n, TextOf(n)); });
    case Type::Utf8:
    case Type::Binary: {
      Utf8Builder builder;
      for (int64_t n = 0; n < kRows; ++n) IsNull(n) ? builder.AppendNull() : builder.Append(TextOf(n));
      return builder.Finish();
    }
    case Type::Dictionary: {
      Utf8Builder dictionary;
      for (int64_t n = 0; n < kRows; ++n) dictionary.Append(TextOf(n));
      Validity validity(kRows);
      Buffer indices = Buffer::Allocate(kRows * sizeof(int32_t));
      for (int64_t n = 0; n < kRows; ++n) {
        indices.mutable_data<int32_t>()[n] = static_cast<int32_t>(n);
        if (IsNull(n)) validity.SetNull(n);
      }
      const int64_t nulls = validity.nulls();
      return MakeArray(kRows, nulls, {validity.Finish(), std::move(indices)}, {}, dictionary.Finish());
    }
    case Type::List: {
      ListBuilder lists;
      Utf8Builder elements;
      int64_t count = 0;
      for (int64_t n = 0; n < kRows; ++n) {
        for (int64_t i = 0; i < n % 3 && !IsNull(n); ++i, ++count) i == 1 ? elements.AppendNull() : elements.Append(TextOf(n));
        IsNull(n) ? lists.AppendNull() : lists.End(count);
      }
      return lists.Finish(elements.Finish());
    }
    case Type::Struct: {
      StructBuilder structs(kRows);
      for (int64_t n = 0; n < kRows; ++n)
        if (IsNull(n)) structs.SetNull(n);
      return structs.Finish({Rows(Type::Text), Rows(Type::List)});
    }
  }
  return {};
}

Field FieldOf(Type type) {
  if (type == Type::List) return ListOf("c", {"item", Type::Utf8});
  if (type == Type::Struct) return StructOf("c", {{"text", Type::Text}, FieldOf(Type::List)});
  return {"c", type};
}
ArrowArray Taken(Type type, const ArrowArray& from, std::span<const int64_t> rows) {
  const Schema schema({FieldOf(type)});
  return Take(*schema.get()->children[0], from, rows);
}

void ExpectRow(Type type, const ArrowArray& array, int64_t row, int64_t n) {
  ASSERT_EQ(IsNull(n), Column(array).is_null(row)) << n;
  if (IsNull(n)) return;
  switch (type) {
    case Type::Bool: EXPECT_EQ(n % 3 == 0, Bools(array)[row]); break;
    case Type::Int32: EXPECT_EQ(n, Values<int32_t>(array)[row]); break;
    case Type::Int64:
    case Type::Timestamp: EXPECT_EQ(n << 40, Values<int64_t>(array)[row]); break;
    case Type::Double: EXPECT_EQ(static_cast<double>(n) / 8, Values<double>(array)[row]); break;
    case Type::Text:
    case Type::Utf8:
    case Type::Binary:
    case Type::Dictionary: VisitText(type, array, [&](const auto& text) { EXPECT_EQ(TextOf(n), text[row]); }); break;
    case Type::List: {
      const Lists lists(array);
      ASSERT_EQ(n % 3, lists.end(row) - lists.begin(row));
      const OffsetTexts elements(lists.elements());
      for (int64_t i = 0; i < n % 3; ++i) {
        EXPECT_EQ(i == 1, elements.is_null(lists.begin(row) + i));
        if (i == 0) {
          EXPECT_EQ(TextOf(n), elements[lists.begin(row)]);
        }
      }
      break;
    }
    case Type::Struct: {
      const Structs structs(array);
      ExpectRow(Type::Text, structs.field(0), structs.row_of_fields(row), n);
      ExpectRow(Type::List, structs.field(1), structs.row_of_fields(row), n);
      break;
    }
  }
}

std::string NameOf(Type type) {
  constexpr const char* kNames[] = {"Bool", "Int32",  "Int64",      "Double", "Timestamp", "Text",
                                    "Utf8", "Binary", "Dictionary", "List",   "Struct"};
  return kNames[static_cast<size_t>(type)];
}

class TakeOf : public testing::TestWithParam<Type> {};
INSTANTIATE_TEST_SUITE_P(Each, TakeOf,
                         testing::Values(Type::Bool, Type::Int32, Type::Int64, Type::Double, Type::Timestamp, Type::Text, Type::Utf8,
                                         Type::Binary, Type::Dictionary, Type::List, Type::Struct),
                         [](const auto& info) { return NameOf(info.param); });

TEST_P(TakeOf, GivesTheRowsThatWereAskedForInThatOrder) {
  const std::vector<int64_t> rows{39, 0, 2, 2, 17, 7};
  const Array from(Rows(GetParam())), taken(Taken(GetParam(), *from.get(), rows));
  ASSERT_EQ(static_cast<int64_t>(rows.size()), taken.rows());
  for (size_t i = 0; i < rows.size(); ++i) ExpectRow(GetParam(), *taken.get(), static_cast<int64_t>(i), rows[i]);
  EXPECT_EQ(4, taken.get()->null_count);
}

TEST_P(TakeOf, OfASliceCountsFromItsOffset) {
  ArrowArray slice = Rows(GetParam());
  slice.offset = 11;
  slice.length = 20;
  slice.null_count = -1;
  const Array owner(slice);
  const std::vector<int64_t> rows{0, 1, 19, 6};
  const Array taken(Taken(GetParam(), slice, rows));
  for (size_t i = 0; i < rows.size(); ++i) ExpectRow(GetParam(), *taken.get(), static_cast<int64_t>(i), 11 + rows[i]);
}

TEST_P(TakeOf, KeepsNothingOfTheOriginal) {
  const std::vector<int64_t> rows{1, 3, 5};
  Array from(Rows(GetParam()));
  const Array taken(Taken(GetParam(), *from.get(), rows));
  from.reset();
  for (size_t i = 0; i < rows.size(); ++i) ExpectRow(GetParam(), *taken.get(), static_cast<int64_t>(i), rows[i]);
}

TEST_P(TakeOf, NoRowsIsAnArrayOfNone) {
  const Array from(Rows(GetParam())), taken(Taken(GetParam(), *from.get(), {}));
  EXPECT_EQ(0, taken.rows());
  EXPECT_FALSE(taken.empty());
}

}  // namespace
}  // namespace weir

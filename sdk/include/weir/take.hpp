// Take: some rows of a column, of any type.
#pragma once

#include <span>
#include <vector>

#include "weir/builders.hpp"

namespace weir {

ArrowArray Take(const ArrowSchema& column, const ArrowArray& from, std::span<const int64_t> rows);

namespace internal {

template <class T>
ArrowArray TakeValues(const ArrowArray& from, std::span<const int64_t> rows) {
  const Values<T> values(from);
  ValuesBuilder<T> out(static_cast<int64_t>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i)
    values.is_null(rows[i]) ? out.SetNull(static_cast<int64_t>(i)) : out.Set(static_cast<int64_t>(i), values[rows[i]]);
  return out.Finish();
}

inline ArrowArray TakeLists(const ArrowSchema& column, const ArrowArray& from, std::span<const int64_t> rows) {
  const Lists lists(from);
  ListBuilder out;
  std::vector<int64_t> elements;
  for (const int64_t row : rows) {
    if (lists.is_null(row)) {
      out.AppendNull();
      continue;
    }
    for (int64_t i = lists.begin(row); i < lists.end(row); ++i) elements.push_back(i);
    out.End(static_cast<int64_t>(elements.size()));
  }
  return out.Finish(Take(*column.children[0], lists.elements(), elements));
}

inline ArrowArray TakeStructs(const ArrowSchema& column, const ArrowArray& from, std::span<const int64_t> rows) {
  const Structs structs(from);
  StructBuilder out(static_cast<int64_t>(rows.size()));
  std::vector<int64_t> of_fields;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (structs.is_null(rows[i])) out.SetNull(static_cast<int64_t>(i));
    of_fields.push_back(structs.row_of_fields(rows[i]));
  }
  std::vector<ArrowArray> fields;
  for (int64_t i = 0; i < structs.fields(); ++i) fields.push_back(Take(*column.children[i], structs.field(i), of_fields));
  return out.Finish(std::move(fields));
}

}  // namespace internal

// The given rows of a column, in that order, in an array of the same type that keeps nothing of `from` alive.  The column is of one of
// weir's types.
inline ArrowArray Take(const ArrowSchema& column, const ArrowArray& from, std::span<const int64_t> rows) {
  const auto count = static_cast<int64_t>(rows.size());
  const auto type = TypeOf(column);
  if (!type) {
    assert(false && "bind has seen to it");
    return {};
  }
  switch (*type) {
    case Type::Int32: return internal::TakeValues<int32_t>(from, rows);
    case Type::Int64:
    case Type::Timestamp: return internal::TakeValues<int64_t>(from, rows);
    case Type::Double: return internal::TakeValues<double>(from, rows);
    case Type::Bool: {
      const Bools values(from);
      BoolsBuilder out(count);
      for (int64_t i = 0; i < count; ++i) values.is_null(rows[i]) ? out.SetNull(i) : out.Set(i, values[rows[i]]);
      return out.Finish();
    }
    case Type::Dictionary: {
      const DictionaryTexts values(from);
      Validity validity(count);
      Buffer indices = Buffer::Allocate(rows.size() * sizeof(int32_t));
      for (int64_t i = 0; i < count; ++i) {
        indices.mutable_data<int32_t>()[i] = values.is_null(rows[i]) ? 0 : values.index(rows[i]);
        if (values.is_null(rows[i])) validity.SetNull(i);
      }
      Utf8Builder dictionary;
      for (int64_t i = 0; i < values.values().rows(); ++i) dictionary.Append(values.values()[i]);
      const int64_t nulls = validity.nulls();
      return MakeArray(count, nulls, {validity.Finish(), std::move(indices)}, {}, dictionary.Finish());
    }
    case Type::Text: {
      const TextViews values(from);
      TextBuilder out(count);
      for (int64_t i = 0; i < count; ++i) values.is_null(rows[i]) ? out.SetNull(i) : out.Copy(i, values[rows[i]]);
      return out.Finish();
    }
    case Type::Utf8:
    case Type::Binary: {
      const OffsetTexts values(from);
      Utf8Builder out;
      for (const int64_t row : rows) values.is_null(row) ? out.AppendNull() : out.Append(values[row]);
      return out.Finish();
    }
    case Type::List: return internal::TakeLists(column, from, rows);
    case Type::Struct: return internal::TakeStructs(column, from, rows);
  }
  return {};
}

}  // namespace weir

#include "value_arrays.hpp"

#include <cstring>
#include <unordered_map>

#include "weir/builders.hpp"

namespace weir::parquet {
namespace {

template <class T>
ArrowArray Numbers(const std::vector<Value>& values) {
  ValuesBuilder<T> builder(static_cast<int64_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    if (!values[i])
      builder.SetNull(row);
    else if constexpr (std::is_same_v<T, double>)
      builder.Set(row, Decode<double>(*values[i]));
    else
      builder.Set(row, static_cast<T>(Decode<int64_t>(*values[i])));
  }
  return builder.Finish();
}

ArrowArray TextsAs(Type type, const std::vector<Value>& values) {
  const auto rows = static_cast<int64_t>(values.size());
  if (type == Type::Text) {
    TextBuilder builder(rows);
    for (int64_t i = 0; i < rows; ++i)
      values[static_cast<size_t>(i)] ? builder.Copy(i, *values[static_cast<size_t>(i)]) : builder.SetNull(i);
    return builder.Finish();
  }
  Utf8Builder bytes;
  if (type != Type::Dictionary) {
    for (const Value& value : values) value ? bytes.Append(*value) : bytes.AppendNull();
    return bytes.Finish();
  }
  // A dictionary may hold a value twice, and values that no row has.
  bytes.Append("nobody's");
  std::unordered_map<std::string, int32_t> known;
  int32_t entries = 0;
  Validity validity(rows);
  Buffer indices = Buffer::Allocate(values.size() * sizeof(int32_t));
  for (int64_t i = 0; i < rows; ++i) {
    int32_t index = 0;
    if (const Value& value = values[static_cast<size_t>(i)]) {
      const auto found = known.find(*value);
      if (found != known.end() && i > 3) {
        index = found->second;
      } else {
        index = ++entries;
        known[*value] = index;
        bytes.Append(*value);
      }
    } else {
      validity.SetNull(i);
    }
    indices.mutable_data<int32_t>()[i] = index;
  }
  const int64_t nulls = validity.nulls();
  return MakeArray(rows, nulls, {validity.Finish(), std::move(indices)}, {}, bytes.Finish());
}

ArrowArray Bits(const std::vector<Value>& values) {
  BoolsBuilder builder(static_cast<int64_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i)
    values[i] ? builder.Set(static_cast<int64_t>(i), Decode<int64_t>(*values[i]) != 0) : builder.SetNull(static_cast<int64_t>(i));
  return builder.Finish();
}

Type SomeTypeOf(Kind kind) {
  static constexpr Type kTexts[] = {Type::Text, Type::Utf8, Type::Dictionary, Type::Text};
  switch (kind) {
    case Kind::Bool: return Type::Bool;
    case Kind::Int32: return Type::Int32;
    case Kind::Int64: return Type::Int64;
    case Kind::Double: return Type::Double;
    case Kind::Timestamp: return Type::Timestamp;
    case Kind::Text: return kTexts[Below(4)];
    case Kind::Binary: return Type::Binary;
    case Kind::List: return Type::List;
    case Kind::Struct: return Type::Struct;
  }
  return Type::Binary;
}

// A child as an array that begins somewhere in its buffers.
ArrowArray MakeChild(const Field& field, std::vector<Value> values) {
  const auto padding = static_cast<int64_t>(Below(3) == 0 && !values.empty() ? 1 + Below(9) : 0);
  const auto rows = static_cast<int64_t>(values.size());
  values.insert(values.begin(), static_cast<size_t>(padding), values.empty() ? Value() : values.back());
  ArrowArray array = MakeColumn(field, values);
  array.offset = padding;
  array.length = rows;
  if (padding > 0 && array.null_count != 0) array.null_count = -1;
  return array;
}

ArrowArray MakeList(const Field& field, const std::vector<Value>& values) {
  std::vector<Value> elements;
  std::vector<int32_t> offsets{0};
  Validity validity(static_cast<int64_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i) {
    elements.insert(elements.end(), values[i].children.begin(), values[i].children.end());
    if (!values[i]) {
      validity.SetNull(static_cast<int64_t>(i));
      if (!elements.empty() && Below(2) == 0) elements.push_back(elements[Below(elements.size())]);  // nobody's
    }
    offsets.push_back(static_cast<int32_t>(elements.size()));
  }
  Buffer bytes = Buffer::Allocate(offsets.size() * sizeof(int32_t));
  std::memcpy(bytes.mutable_data<int32_t>(), offsets.data(), bytes.bytes);
  const int64_t nulls = validity.nulls();
  return MakeArray(static_cast<int64_t>(values.size()), nulls, {validity.Finish(), std::move(bytes)},
                   {MakeChild(field.children[0], std::move(elements))});
}

ArrowArray MakeStruct(const Field& field, const std::vector<Value>& values) {
  const auto rows = static_cast<int64_t>(values.size());
  StructBuilder builder(rows);
  std::vector<std::vector<Value>> fields(field.children.size());
  for (int64_t row = 0; row < rows; ++row) {
    const Value& value = values[static_cast<size_t>(row)];
    if (!value) builder.SetNull(row);
    for (size_t i = 0; i < fields.size(); ++i) {
      const bool stale = !value && !fields[i].empty() && Below(2) == 0;  // what an earlier row had
      fields[i].push_back(value ? value.children[i] : stale ? fields[i][Below(fields[i].size())] : Value());
    }
  }
  std::vector<ArrowArray> children;
  for (size_t i = 0; i < fields.size(); ++i) children.push_back(MakeChild(field.children[i], std::move(fields[i])));
  return builder.Finish(std::move(children));
}

}  // namespace

Field SomeFieldOf(const TableColumn& column) {
  Field field{column.name, SomeTypeOf(column.kind)};
  for (const TableColumn& child : column.children) field.children.push_back(SomeFieldOf(child));
  return field;
}

ArrowArray MakeColumn(const Field& field, const std::vector<Value>& values) {
  switch (field.type) {
    case Type::Bool: return Bits(values);
    case Type::Int32: return Numbers<int32_t>(values);
    case Type::Int64:
    case Type::Timestamp: return Numbers<int64_t>(values);
    case Type::Double: return Numbers<double>(values);
    case Type::Text:
    case Type::Utf8:
    case Type::Dictionary:
    case Type::Binary: return TextsAs(field.type, values);
    case Type::List: return MakeList(field, values);
    case Type::Struct: return MakeStruct(field, values);
  }
  return {};
}

}  // namespace weir::parquet

#include "value_arrays.hpp"

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

}  // namespace

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
  }
  return Type::Binary;
}

ArrowArray MakeColumn(Kind kind, Type type, const std::vector<Value>& values) {
  switch (kind) {
    case Kind::Bool: return Bits(values);
    case Kind::Int32: return Numbers<int32_t>(values);
    case Kind::Int64:
    case Kind::Timestamp: return Numbers<int64_t>(values);
    case Kind::Double: return Numbers<double>(values);
    case Kind::Text:
    case Kind::Binary: return TextsAs(type, values);
  }
  return {};
}

}  // namespace weir::parquet

// Making columns.  A builder is filled for a known number of rows and gives one ArrowArray; Take keeps some rows of a column.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/array.hpp"
#include "weir/columns.hpp"

namespace weir {

// Which values of a column are missing, one bit a row; no memory until the first null.
class Validity {
 public:
  explicit Validity(int64_t rows) : rows_(rows) {}
  void SetNull(int64_t row) {
    if (bits_.data == nullptr) Fill();
    bits_.mutable_data<uint8_t>()[row >> 3] &= static_cast<uint8_t>(~(1u << (row & 7)));
    ++nulls_;
  }
  int64_t nulls() const { return nulls_; }
  Buffer Finish() { return std::move(bits_); }

 private:
  void Fill() {
    bits_ = Buffer::Allocate(static_cast<size_t>(rows_ + 7) / 8);
    std::memset(bits_.mutable_data<uint8_t>(), 0xff, bits_.bytes);
  }
  int64_t rows_;
  int64_t nulls_ = 0;
  Buffer bits_;
};

// int32, int64, double, timestamp: exactly `rows` values, each set once, in any order.
template <class T>
class ValuesBuilder {
 public:
  explicit ValuesBuilder(int64_t rows)
      : rows_(rows), validity_(rows), values_(Buffer::Allocate(static_cast<size_t>(rows) * sizeof(T))), data_(values_.mutable_data<T>()) {}
  void Set(int64_t row, T value) { data_[row] = value; }
  void SetNull(int64_t row) {
    data_[row] = T{};
    validity_.SetNull(row);
  }
  ArrowArray Finish() {
    const int64_t nulls = validity_.nulls();
    return MakeArray(rows_, nulls, {validity_.Finish(), std::move(values_)});
  }

 private:
  int64_t rows_;
  Validity validity_;
  Buffer values_;
  T* data_;
};

class BoolsBuilder {
 public:
  explicit BoolsBuilder(int64_t rows) : rows_(rows), validity_(rows), bits_(Buffer::Allocate(static_cast<size_t>(rows + 7) / 8)) {
    std::memset(bits_.mutable_data<uint8_t>(), 0, bits_.bytes);
  }
  void Set(int64_t row, bool value) {
    if (value) bits_.mutable_data<uint8_t>()[row >> 3] |= static_cast<uint8_t>(1u << (row & 7));
  }
  void SetNull(int64_t row) { validity_.SetNull(row); }
  ArrowArray Finish() {
    const int64_t nulls = validity_.nulls();
    return MakeArray(rows_, nulls, {validity_.Finish(), std::move(bits_)});
  }

 private:
  int64_t rows_;
  Validity validity_;
  Buffer bits_;
};

// Makes a view of text that stays where it is: at `offset` in variadic buffer `buffer`.
inline TextView ViewOf(const char* text, int32_t length, int32_t buffer, int32_t offset) {
  TextView view;
  view.length = length;
  if (length <= TextView::kInline) {
    char padded[16] = {};
    if (length > 0) std::memcpy(padded, text, static_cast<size_t>(length) & 15);
    std::memcpy(view.inlined, padded, sizeof view.inlined);
  } else {
    std::memcpy(view.ref.prefix, text, sizeof view.ref.prefix);
    view.ref.buffer = buffer;
    view.ref.offset = offset;
  }
  return view;
}

// "vu": views into buffers that exist already (Refer), or into text that the builder copies (Copy).
class TextBuilder {
 public:
  explicit TextBuilder(int64_t rows)
      : rows_(rows),
        validity_(rows),
        views_(Buffer::Allocate(static_cast<size_t>(rows) * sizeof(TextView))),
        data_(views_.mutable_data<TextView>()) {}

  // Adds a buffer that Refer may point into, kept alive by the finished array.  Returns its number.
  int32_t AddBuffer(Buffer buffer) {
    variadic_.push_back(std::move(buffer));
    return static_cast<int32_t>(variadic_.size() - 1);
  }
  void Refer(int64_t row, std::string_view text, int32_t buffer) {
    const auto offset = text.data() - variadic_[static_cast<size_t>(buffer)].as<char>();
    data_[row] = ViewOf(text.data(), static_cast<int32_t>(text.size()), buffer, static_cast<int32_t>(offset));
  }
  void Copy(int64_t row, std::string_view text) {
    if (text.size() <= TextView::kInline) {
      data_[row] = ViewOf(text.data(), static_cast<int32_t>(text.size()), 0, 0);
      return;
    }
    assert(copied_.size() + text.size() <= std::numeric_limits<int32_t>::max());
    data_[row] = ViewOf(text.data(), static_cast<int32_t>(text.size()), kCopied, static_cast<int32_t>(copied_.size()));
    copied_.append(text);
  }
  void SetNull(int64_t row) {
    data_[row] = TextView{0, {}};
    validity_.SetNull(row);
  }
  // For engines that fill the views themselves, one a row.
  TextView* views() { return data_; }
  Validity& validity() { return validity_; }

  ArrowArray Finish() {
    if (!copied_.empty()) {
      const auto number = static_cast<int32_t>(variadic_.size());
      for (int64_t i = 0; i < rows_; ++i)
        if (data_[i].length > TextView::kInline && data_[i].ref.buffer == kCopied) data_[i].ref.buffer = number;
      auto owner = std::make_shared<const std::string>(std::move(copied_));
      variadic_.push_back({owner, owner->data(), owner->size()});
    }
    const int64_t nulls = validity_.nulls();
    std::vector<Buffer> buffers{validity_.Finish(), std::move(views_)};
    Buffer sizes = Buffer::Allocate(variadic_.size() * sizeof(int64_t));
    for (size_t i = 0; i < variadic_.size(); ++i) sizes.mutable_data<int64_t>()[i] = static_cast<int64_t>(variadic_[i].bytes);
    for (Buffer& buffer : variadic_) buffers.push_back(std::move(buffer));
    buffers.push_back(std::move(sizes));
    return MakeArray(rows_, nulls, std::move(buffers));
  }

 private:
  static constexpr int32_t kCopied = -1;
  int64_t rows_;
  Validity validity_;
  Buffer views_;
  TextView* data_;
  std::vector<Buffer> variadic_;
  std::string copied_;
};

// "u" or "z": rows are appended in order.
class Utf8Builder {
 public:
  void Append(std::string_view text) {
    bytes_.append(text);
    offsets_.push_back(static_cast<int32_t>(bytes_.size()));
  }
  void AppendNull() {
    nulls_.push_back(static_cast<int64_t>(offsets_.size()) - 1);
    offsets_.push_back(static_cast<int32_t>(bytes_.size()));
  }
  ArrowArray Finish() {
    const auto rows = static_cast<int64_t>(offsets_.size()) - 1;
    Validity validity(rows);
    for (const int64_t row : nulls_) validity.SetNull(row);
    const int64_t nulls = validity.nulls();
    auto offsets = std::make_shared<const std::vector<int32_t>>(std::move(offsets_));
    auto bytes = std::make_shared<const std::string>(std::move(bytes_));
    return MakeArray(
        rows, nulls,
        {validity.Finish(), {offsets, offsets->data(), offsets->size() * sizeof(int32_t)}, {bytes, bytes->data(), bytes->size()}});
  }

 private:
  std::vector<int32_t> offsets_{0};
  std::vector<int64_t> nulls_;
  std::string bytes_;
};

// The same text in every row, as a dictionary of one value.
inline ArrowArray ConstantText(int64_t rows, std::string_view text) {
  Utf8Builder dictionary;
  dictionary.Append(text);
  Buffer indices = Buffer::Allocate(static_cast<size_t>(rows) * sizeof(int32_t));
  std::memset(indices.mutable_data<int32_t>(), 0, indices.bytes);
  return MakeArray(rows, 0, {Buffer{}, std::move(indices)}, {}, dictionary.Finish());
}

namespace internal {

template <class T>
ArrowArray TakeValues(const ArrowArray& from, std::span<const int64_t> rows) {
  const Values<T> values(from);
  ValuesBuilder<T> out(static_cast<int64_t>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i)
    values.is_null(rows[i]) ? out.SetNull(static_cast<int64_t>(i)) : out.Set(static_cast<int64_t>(i), values[rows[i]]);
  return out.Finish();
}

}  // namespace internal

// The given rows of a column, in that order, in an array of the same type that keeps nothing of `from` alive.
inline ArrowArray Take(Type type, const ArrowArray& from, std::span<const int64_t> rows) {
  const auto count = static_cast<int64_t>(rows.size());
  switch (type) {
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
  }
  return {};
}

}  // namespace weir

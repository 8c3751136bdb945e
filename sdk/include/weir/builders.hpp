// Making columns.  A builder is filled for a known number of rows, or row by row, and gives one ArrowArray.
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

// "+l": rows are appended in order.  The elements are a column of their own, built apart.
class ListBuilder {
 public:
  // Ends the row: its elements are those from where the row before ended up to `elements`, of all the number there are so far.
  void End(int64_t elements) {
    assert(elements >= offsets_.back() && elements <= std::numeric_limits<int32_t>::max());
    offsets_.push_back(static_cast<int32_t>(elements));
  }
  void AppendNull() {
    nulls_.push_back(rows());
    offsets_.push_back(offsets_.back());
  }
  int64_t rows() const { return static_cast<int64_t>(offsets_.size()) - 1; }

  // `elements` has as many rows as the last End said, or more, which mean nothing then.
  ArrowArray Finish(ArrowArray elements) {
    assert(elements.length >= offsets_.back());
    const int64_t count = rows();
    Validity validity(count);
    for (const int64_t row : nulls_) validity.SetNull(row);
    const int64_t nulls = validity.nulls();
    auto offsets = std::make_shared<const std::vector<int32_t>>(std::move(offsets_));
    return MakeArray(count, nulls, {validity.Finish(), {offsets, offsets->data(), offsets->size() * sizeof(int32_t)}}, {elements});
  }

 private:
  std::vector<int32_t> offsets_{0};
  std::vector<int64_t> nulls_;
};

// "+s": the fields are columns of their own, each of `rows` rows.  What they have in a row that is null here means nothing.
class StructBuilder {
 public:
  explicit StructBuilder(int64_t rows) : rows_(rows), validity_(rows) {}
  void SetNull(int64_t row) { validity_.SetNull(row); }
  ArrowArray Finish(std::vector<ArrowArray> fields) {
    const int64_t nulls = validity_.nulls();
    return MakeArray(rows_, nulls, {validity_.Finish()}, std::move(fields));
  }

 private:
  int64_t rows_;
  Validity validity_;
};

// "vu" of a number of rows that nobody knows before, as of a list's elements: rows are appended in order.
class TextAppender {
 public:
  int32_t AddBuffer(Buffer buffer) {
    variadic_.push_back(std::move(buffer));
    return static_cast<int32_t>(variadic_.size() - 1);
  }
  // Text that lies in that buffer.
  void Append(std::string_view text, int32_t buffer) { texts_.push_back({text, buffer}); }
  void AppendNull() { texts_.push_back({{}, kNull}); }
  int64_t rows() const { return static_cast<int64_t>(texts_.size()); }
  ArrowArray Finish() {
    TextBuilder builder(rows());
    for (Buffer& buffer : variadic_) builder.AddBuffer(std::move(buffer));
    for (int64_t row = 0; row < rows(); ++row) {
      const auto& [text, buffer] = texts_[static_cast<size_t>(row)];
      buffer == kNull ? builder.SetNull(row) : builder.Refer(row, text, buffer);
    }
    return builder.Finish();
  }

 private:
  static constexpr int32_t kNull = -1;
  std::vector<Buffer> variadic_;
  std::vector<std::pair<std::string_view, int32_t>> texts_;
};

}  // namespace weir

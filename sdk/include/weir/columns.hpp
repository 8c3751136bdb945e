// Reading columns.  A reader looks at an array that somebody else owns and is valid only as long as that.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "weir/array.hpp"
#include "weir/schema.hpp"

namespace weir {

// One value of a "vu" column, as the Arrow columnar format lays it out.
struct TextView {
  static constexpr int32_t kInline = 12;
  int32_t length;
  union {
    char inlined[12];  // length <= 12; zero after the text
    struct {
      char prefix[4];
      int32_t buffer;  // which variadic buffer
      int32_t offset;  // where in it
    } ref;
  };
};
static_assert(sizeof(TextView) == 16);

inline bool TestBit(const uint8_t* bits, int64_t i) { return (bits[i >> 3] >> (i & 7) & 1) != 0; }

// What every column has: a length and which values are missing.
class Column {
 public:
  explicit Column(const ArrowArray& array)
      : array_(&array), validity_(static_cast<const uint8_t*>(array.n_buffers > 0 ? array.buffers[0] : nullptr)) {}

  int64_t rows() const { return array_->length; }
  bool may_have_nulls() const { return validity_ != nullptr && array_->null_count != 0; }
  bool is_null(int64_t row) const { return may_have_nulls() && !TestBit(validity_, array_->offset + row); }
  // Bit array_offset() + row is set where the row has a value; NULL when all have.
  const uint8_t* validity() const { return may_have_nulls() ? validity_ : nullptr; }
  int64_t array_offset() const { return array_->offset; }

 protected:
  const ArrowArray* array_;
  const uint8_t* validity_;
};

// int32, int64, double, timestamp.
template <class T>
class Values : public Column {
 public:
  explicit Values(const ArrowArray& array) : Column(array), values_(static_cast<const T*>(array.buffers[1]) + array.offset) {}
  T operator[](int64_t row) const { return values_[row]; }
  const T* data() const { return values_; }

 private:
  const T* values_;
};

class Bools : public Column {
 public:
  explicit Bools(const ArrowArray& array) : Column(array), bits_(static_cast<const uint8_t*>(array.buffers[1])) {}
  bool operator[](int64_t row) const { return TestBit(bits_, array_->offset + row); }

 private:
  const uint8_t* bits_;
};

// A "vu" column.
class TextViews : public Column {
 public:
  explicit TextViews(const ArrowArray& array)
      : Column(array), views_(static_cast<const TextView*>(array.buffers[1]) + array.offset), buffers_(array.buffers + 2) {}
  std::string_view operator[](int64_t row) const { return Resolve(views_[row]); }
  std::string_view Resolve(const TextView& view) const {
    const auto length = static_cast<size_t>(view.length);
    if (view.length <= TextView::kInline) return {view.inlined, length};
    return {static_cast<const char*>(buffers_[view.ref.buffer]) + view.ref.offset, length};
  }
  const TextView* views() const { return views_; }

 private:
  const TextView* views_;
  const void* const* buffers_;
};

// A "u" or "z" column.
class OffsetTexts : public Column {
 public:
  explicit OffsetTexts(const ArrowArray& array)
      : Column(array),
        offsets_(static_cast<const int32_t*>(array.buffers[1]) + array.offset),
        bytes_(static_cast<const char*>(array.buffers[2])) {}
  std::string_view operator[](int64_t row) const {
    return {bytes_ + offsets_[row], static_cast<size_t>(offsets_[row + 1] - offsets_[row])};
  }

 private:
  const int32_t* offsets_;
  const char* bytes_;
};

// A dictionary column with int32 indices into a "u" dictionary.
class DictionaryTexts : public Column {
 public:
  explicit DictionaryTexts(const ArrowArray& array)
      : Column(array), indices_(static_cast<const int32_t*>(array.buffers[1]) + array.offset), values_(*array.dictionary) {}
  std::string_view operator[](int64_t row) const { return values_[indices_[row]]; }
  int32_t index(int64_t row) const { return indices_[row]; }
  const OffsetTexts& values() const { return values_; }

 private:
  const int32_t* indices_;
  OffsetTexts values_;
};

// A "+l" column.  Its elements are rows of a column of their own, `elements()`, for which a reader of its type has to be made.
class Lists : public Column {
 public:
  explicit Lists(const ArrowArray& array) : Column(array), offsets_(static_cast<const int32_t*>(array.buffers[1])) {
    if (offsets_ != nullptr) offsets_ += array.offset;  // of no rows there may be none
  }
  // The row's elements are these rows of elements(): from begin to before end.  A row that is null may have some, which mean nothing.
  int64_t begin(int64_t row) const { return offsets_[row]; }
  int64_t end(int64_t row) const { return offsets_[row + 1]; }
  const ArrowArray& elements() const { return *array_->children[0]; }

 private:
  const int32_t* offsets_;
};

// A "+s" column.  Its fields are columns of their own; in a row that is null their values mean nothing.
class Structs : public Column {
 public:
  explicit Structs(const ArrowArray& array) : Column(array) {}
  int64_t fields() const { return array_->n_children; }
  const ArrowArray& field(int64_t index) const { return *array_->children[index]; }
  // Which row of the fields is this row: a struct that is a slice has fields that are not.
  int64_t row_of_fields(int64_t row) const { return array_->offset + row; }
};

// Calls `visit` with the reader that fits a column of text, whichever way it is laid out.
template <class Visit>
decltype(auto) VisitText(Type type, const ArrowArray& array, Visit&& visit) {
  switch (type) {
    case Type::Text: return visit(TextViews(array));
    case Type::Dictionary: return visit(DictionaryTexts(array));
    default: assert(type == Type::Utf8 || type == Type::Binary); return visit(OffsetTexts(array));
  }
}

}  // namespace weir

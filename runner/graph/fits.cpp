#include "graph/fits.hpp"

#include <fmt/format.h>

#include <cstring>
#include <limits>

#include "weir/columns.hpp"

namespace weir::graph {
namespace {

// No array in memory has more values; sums of a few of these do not overflow.
constexpr int64_t kMostValues = std::numeric_limits<int64_t>::max() / 64;

// What is wrong with one column; empty when nothing is.
using Fault = std::string;

int64_t BuffersOf(Type type) {
  switch (type) {
    case Type::Bool:
    case Type::Int32:
    case Type::Int64:
    case Type::Double:
    case Type::Timestamp:
    case Type::Dictionary: return 2;
    case Type::Utf8:
    case Type::Binary:
    case Type::Text: return 3;  // Text: at least
    case Type::List: return 2;
    case Type::Struct: return 1;
  }
  return 0;
}

Fault LengthFault(const ArrowArray& array) {
  if (array.release == nullptr) return "is released";
  if (array.length < 0 || array.length > kMostValues) return fmt::format("has {} rows", array.length);
  if (array.offset < 0 || array.offset > kMostValues) return fmt::format("begins at row {}", array.offset);
  return {};
}

// The text of `count` values from `first` on.  The offsets between the two ends are looked at only for Depth::Values.
Fault OffsetsFault(const ArrowArray& array, Depth depth) {
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
  const int32_t begin = offsets[0], end = offsets[array.length];
  if (begin < 0 || end < begin) return fmt::format("has text from byte {} to byte {}", begin, end);
  if (end > 0 && array.buffers[2] == nullptr) return "has no text for its offsets";
  if (depth == Depth::Layout) return {};
  for (int64_t row = 0; row < array.length; ++row)
    if (offsets[row + 1] < offsets[row] || offsets[row + 1] > end)
      return fmt::format("has a text from byte {} to byte {} in row {}", offsets[row], offsets[row + 1], row);
  return {};
}

Fault ViewFault(const TextView& view, const ArrowArray& array, const int64_t* sizes) {
  if (view.length < 0) return fmt::format("has a text of {} bytes", view.length);
  if (view.length <= TextView::kInline) {
    for (int32_t i = view.length; i < TextView::kInline; ++i)
      if (view.inlined[i] != '\0') return "has a short text with bytes behind its end";
    return {};
  }
  const int64_t buffers = array.n_buffers - 3;
  if (view.ref.buffer < 0 || view.ref.buffer >= buffers) return fmt::format("points into buffer {} of {}", view.ref.buffer, buffers);
  const int64_t size = sizes[view.ref.buffer], end = int64_t{view.ref.offset} + view.length;
  if (view.ref.offset < 0 || end > size) return fmt::format("points at bytes {} to {} of {}", view.ref.offset, end, size);
  const char* text = static_cast<const char*>(array.buffers[2 + view.ref.buffer]) + view.ref.offset;
  return std::memcmp(text, view.ref.prefix, sizeof view.ref.prefix) == 0 ? Fault() : "has a prefix that its text does not have";
}

Fault ViewsFault(const ArrowArray& array, Depth depth) {
  const auto* sizes = static_cast<const int64_t*>(array.buffers[array.n_buffers - 1]);
  if (array.n_buffers > 3 && sizes == nullptr) return "does not say how large its buffers are";
  for (int64_t i = 0; i < array.n_buffers - 3; ++i)
    if (sizes[i] < 0 || (sizes[i] > 0 && array.buffers[2 + i] == nullptr))
      return fmt::format("has a buffer of {} bytes that is not there", sizes[i]);
  if (depth == Depth::Layout) return {};
  const TextViews texts(array);
  for (int64_t row = 0; row < array.length; ++row) {
    if (texts.is_null(row)) continue;
    if (Fault fault = ViewFault(texts.views()[row], array, sizes); !fault.empty()) return fmt::format("{} in row {}", fault, row);
  }
  return {};
}

Fault NullsFault(const ArrowArray& array) {
  if (array.null_count < 0 || (array.buffers[0] == nullptr && array.null_count == 0)) return {};
  const auto* bits = static_cast<const uint8_t*>(array.buffers[0]);
  int64_t nulls = 0;
  for (int64_t row = 0; row < array.length; ++row) nulls += TestBit(bits, array.offset + row) ? 0 : 1;
  return nulls == array.null_count ? Fault() : fmt::format("has {} nulls and says {}", nulls, array.null_count);
}

Fault ColumnFault(Type type, const ArrowSchema& schema, const ArrowArray& array, Depth depth);

// A child of a nested column, of which at least `rows` rows are meant.
Fault ChildFault(const ArrowSchema& schema, const ArrowArray* child, int64_t rows, Depth depth) {
  if (child == nullptr) return "is not there";
  if (Fault fault = LengthFault(*child); !fault.empty()) return fault;
  if (child->length < rows) return fmt::format("has {} rows where {} are meant", child->length, rows);
  return ColumnFault(*TypeOf(schema), schema, *child, depth);
}

Fault ElementsFault(const ArrowSchema& schema, const ArrowArray& array, Depth depth) {
  int32_t begin = 0, end = 0;
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]);
  if (offsets != nullptr) {
    offsets += array.offset;
    begin = offsets[0], end = offsets[array.length];
  }
  if (begin < 0 || end < begin) return fmt::format("has lists from element {} to element {}", begin, end);
  if (Fault fault = ChildFault(*schema.children[0], array.children[0], end, depth); !fault.empty())
    return "has a column of elements that " + fault;
  if (depth == Depth::Layout) return {};
  for (int64_t row = 0; row < array.length; ++row)
    if (offsets[row + 1] < offsets[row] || offsets[row + 1] > end)
      return fmt::format("has a list from element {} to element {} in row {}", offsets[row], offsets[row + 1], row);
  return {};
}

Fault FieldsFault(const ArrowSchema& schema, const ArrowArray& array, Depth depth) {
  for (int64_t i = 0; i < array.n_children; ++i)
    if (Fault fault = ChildFault(*schema.children[i], array.children[i], array.offset + array.length, depth); !fault.empty())
      return fmt::format("has a field `{}` that {}", schema.children[i]->name, fault);
  return {};
}

Fault IndicesFault(const ArrowSchema& schema, const ArrowArray& array, Depth depth) {
  if (array.dictionary == nullptr) return "has no dictionary";
  Fault fault = LengthFault(*array.dictionary);
  if (fault.empty()) fault = ColumnFault(Type::Utf8, schema, *array.dictionary, depth);
  if (!fault.empty()) return "has a dictionary that " + fault;
  if (depth == Depth::Layout) return {};
  const DictionaryTexts texts(array);
  for (int64_t row = 0; row < array.length; ++row)
    if (!texts.is_null(row) && (texts.index(row) < 0 || texts.index(row) >= array.dictionary->length))
      return fmt::format("has entry {} of a dictionary of {} in row {}", texts.index(row), array.dictionary->length, row);
  return {};
}

// Of a dictionary's values, which are never nested, the schema is not looked at.
Fault ColumnFault(Type type, const ArrowSchema& schema, const ArrowArray& array, Depth depth) {
  const int64_t buffers = BuffersOf(type);
  if (array.n_buffers < buffers || (array.n_buffers > buffers && type != Type::Text) || array.buffers == nullptr)
    return fmt::format("has {} buffers", array.n_buffers);
  if (array.null_count < -1 || array.null_count > array.length) return fmt::format("has {} nulls", array.null_count);
  if (array.null_count > 0 && array.buffers[0] == nullptr) return "does not say which values are null";
  // Of no rows there may be no buffers.
  if (buffers > 1 && array.buffers[1] == nullptr && array.offset + array.length > 0) return "has no values";
  if (IsNested(type) && array.n_children != schema.n_children)
    return fmt::format("has {} children, not {}", array.n_children, schema.n_children);
  if (IsNested(type) && array.children == nullptr) return "has no children";
  Fault fault;
  if (type == Type::List) fault = ElementsFault(schema, array, depth);
  if (type == Type::Struct) fault = FieldsFault(schema, array, depth);
  if (type == Type::Dictionary) fault = IndicesFault(schema, array, depth);
  if (type == Type::Text) fault = ViewsFault(array, depth);
  if ((type == Type::Utf8 || type == Type::Binary) && array.buffers[1] != nullptr) fault = OffsetsFault(array, depth);
  return !fault.empty() || depth == Depth::Layout ? fault : NullsFault(array);
}

// Key and value pairs, each with its length in front, as the Arrow C data interface has them.
bool IsMetadata(const char* metadata) {
  if (metadata == nullptr) return true;
  const auto take = [&metadata] {
    int32_t number;
    std::memcpy(&number, metadata, sizeof number);
    metadata += sizeof number;
    return number;
  };
  for (int64_t left = 2 * int64_t{take()}; left != 0; --left) {
    const int32_t length = left < 0 ? -1 : take();
    if (length < 0) return false;
    metadata += length;
  }
  return true;
}

// More than any type of ours; that it ends somewhere is what matters.
constexpr int kMostDepth = 64;

// What is wrong with a column of a schema, or with what is in it; empty when nothing is.
Fault SchemaFault(const ArrowSchema* column, int depth) {
  if (column == nullptr || column->release == nullptr || column->format == nullptr) return "has no format";
  if (column->dictionary != nullptr && column->dictionary->format == nullptr) return "has no format of its dictionary";
  if (column->n_children < 0 || !IsMetadata(column->metadata)) return "has metadata or children that can't be read";
  if (column->n_children > 0 && column->children == nullptr) return "has children that are not there";
  if (depth == kMostDepth) return fmt::format("is nested more than {} deep", kMostDepth);
  const bool is_struct = std::string_view(column->format) == "+s";
  for (int64_t i = 0; i < column->n_children; ++i) {
    const ArrowSchema* child = column->children[i];
    if (Fault fault = SchemaFault(child, depth + 1); !fault.empty()) return fmt::format("has a child {} that {}", i, fault);
    if (!is_struct) continue;
    if (child->name == nullptr) return fmt::format("has no name of field {}", i);
    for (int64_t before = 0; before < i; ++before)
      if (std::strcmp(column->children[before]->name, child->name) == 0) return fmt::format("has two fields `{}`", child->name);
  }
  return {};
}

}  // namespace

Status Fits(const ArrowSchema& schema, const ArrowArray& array, Depth depth) {
  if (Fault fault = LengthFault(array); !fault.empty()) return Status::Bug("emitted a batch that " + fault);
  if (array.n_children != schema.n_children)
    return Status::Bug(fmt::format("emitted {} columns where {} are wanted", array.n_children, schema.n_children));
  for (int64_t i = 0; i < array.n_children; ++i) {
    const ArrowArray* column = array.children == nullptr ? nullptr : array.children[i];
    Fault fault = column == nullptr ? "is not there" : LengthFault(*column);
    if (fault.empty() && column->length < array.offset + array.length)
      fault = fmt::format("has {} rows in a batch of {}", column->length, array.offset + array.length);
    const auto type = TypeOf(*schema.children[i]);
    if (fault.empty() && type) fault = ColumnFault(*type, *schema.children[i], *column, depth);
    if (!fault.empty()) return Status::Bug(fmt::format("emitted column `{}` that {}", schema.children[i]->name, fault));
  }
  return {};
}

Status IsSchema(const ArrowSchema& schema) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s") return Status::Bug("gave columns that are no struct");
  if (schema.n_children < 0 || (schema.n_children > 0 && schema.children == nullptr))
    return Status::Bug(fmt::format("gave {} columns that are not there", schema.n_children));
  for (int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema* column = schema.children[i];
    if (column == nullptr || column->name == nullptr) return Status::Bug(fmt::format("gave no name of column {}", i));
    if (Fault fault = SchemaFault(column, 1); !fault.empty())
      return Status::Bug(fmt::format("gave a column `{}` that {}", column->name, fault));
  }
  return {};
}

}  // namespace weir::graph

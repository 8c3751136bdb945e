#include "graph/batch.hpp"

#include <atomic>
#include <cassert>
#include <cstring>

#include "weir/builders.hpp"

namespace weir::graph {

Split::Split(const weir_split& from) : id(View(from.id)), version(View(from.version)), bytes(from.bytes) {
  for (size_t i = 0; i < from.n_captures; ++i) captures.emplace_back(View(from.captures[i]));
  for (const std::string& capture : captures) capture_views_.push_back(Str(capture));
  view.size = sizeof view;
  view.endless = from.endless;
  view.id = Str(id);
  view.version = Str(version);
  view.bytes = from.bytes;
  view.oldest_ns = from.oldest_ns;
  view.captures = capture_views_.data();
  view.n_captures = capture_views_.size();
}

void Split::SetHead(std::string lines) {
  head = std::move(lines);
  view.head = Str(head);
}

namespace {

// The structs of one alias and the reference they share.  Each array of the alias, the batch and its columns, counts once: a
// consumer may move columns out and release them at different times.
struct AliasBlock {
  BatchPtr batch;
  std::atomic<int64_t> live;
  std::vector<ArrowArray> columns;
  std::vector<ArrowArray*> pointers;
  const void* no_validity = nullptr;

  static void Drop(AliasBlock* block) {
    if (block->live.fetch_sub(1, std::memory_order_acq_rel) == 1) delete block;
  }
};

void ReleaseColumn(ArrowArray* column) {
  auto* block = static_cast<AliasBlock*>(column->private_data);
  column->release = nullptr;
  AliasBlock::Drop(block);
}

void ReleaseAlias(ArrowArray* array) {
  auto* block = static_cast<AliasBlock*>(array->private_data);
  for (ArrowArray& column : block->columns)
    if (column.release != nullptr) column.release(&column);
  array->release = nullptr;
  AliasBlock::Drop(block);
}

// `schema` is of one of weir's types.
ArrowArray Nulls(const ArrowSchema& schema, int64_t rows) {
  const auto all_null = [rows](auto builder) {
    for (int64_t row = 0; row < rows; ++row) builder.SetNull(row);
    return builder.Finish();
  };
  switch (*TypeOf(schema)) {
    case Type::Bool: return all_null(BoolsBuilder(rows));
    case Type::Int32: return all_null(ValuesBuilder<int32_t>(rows));
    case Type::Int64:
    case Type::Timestamp: return all_null(ValuesBuilder<int64_t>(rows));
    case Type::Double: return all_null(ValuesBuilder<double>(rows));
    case Type::Text: return all_null(TextBuilder(rows));
    case Type::Utf8:
    case Type::Binary: {
      Utf8Builder builder;
      for (int64_t row = 0; row < rows; ++row) builder.AppendNull();
      return builder.Finish();
    }
    case Type::Dictionary: {
      Validity validity(rows);
      for (int64_t row = 0; row < rows; ++row) validity.SetNull(row);
      Buffer zeros = Buffer::Allocate(static_cast<size_t>(rows) * sizeof(int32_t));
      std::memset(zeros.mutable_data<int32_t>(), 0, zeros.bytes);
      Utf8Builder dictionary;
      dictionary.Append("");
      return MakeArray(rows, rows, {validity.Finish(), std::move(zeros)}, {}, dictionary.Finish());
    }
    case Type::List: {
      ListBuilder builder;
      for (int64_t row = 0; row < rows; ++row) builder.AppendNull();
      return builder.Finish(Nulls(*schema.children[0], 0));
    }
    case Type::Struct: {
      StructBuilder builder(rows);
      for (int64_t row = 0; row < rows; ++row) builder.SetNull(row);
      std::vector<ArrowArray> fields;
      for (int64_t i = 0; i < schema.n_children; ++i) fields.push_back(Nulls(*schema.children[i], rows));
      return builder.Finish(std::move(fields));
    }
  }
  return {};
}

}  // namespace

ArrowArray Alias(const BatchPtr& batch, const Mapping& mapping) {
  const ArrowArray& from = *batch->array.get();
  const size_t n = mapping.columns.size();
  auto* block = new AliasBlock{batch, static_cast<int64_t>(n) + 1, std::vector<ArrowArray>(n), {}};
  for (size_t i = 0; i < n; ++i) {
    ArrowArray& column = block->columns[i];
    if (mapping.columns[i] == Mapping::kMissing) {
      assert(TypeOf(*mapping.schema->children[i]) && "the plan lets only types that weir knows be missing");
      column = Nulls(*mapping.schema->children[i], from.length);
      block->live.fetch_sub(1, std::memory_order_relaxed);  // owns itself
    } else {
      // What the struct leaves out at its start and end, a column of its own leaves out too.
      column = *from.children[mapping.columns[i]];
      if (column.length != from.length && column.null_count > 0) column.null_count = -1;
      column.offset += from.offset;
      column.length = from.length;
      column.release = ReleaseColumn;
      column.private_data = block;
    }
    block->pointers.push_back(&column);
  }
  ArrowArray alias{};
  alias.length = from.length;
  alias.n_buffers = 1;
  alias.buffers = &block->no_validity;
  alias.n_children = static_cast<int64_t>(n);
  alias.children = block->pointers.data();
  alias.release = ReleaseAlias;
  alias.private_data = block;
  return alias;
}

namespace {

// Of one column; of types that weir does not know nothing can be said.  What is nested counts whole, slices too.
uint64_t TextBytesOf(const ArrowSchema& schema, const ArrowArray& array) {
  const auto type = TypeOf(schema);
  uint64_t bytes = 0;
  if (type && IsNested(*type))
    for (int64_t i = 0; i < schema.n_children; ++i) bytes += TextBytesOf(*schema.children[i], *array.children[i]);
  if (type != Type::Text) return bytes;
  const auto* sizes = static_cast<const int64_t*>(array.buffers[array.n_buffers - 1]);
  for (int64_t i = 0; i < array.n_buffers - 3; ++i) bytes += static_cast<uint64_t>(sizes[i]);
  return bytes;
}

uint64_t OwnBytesOf(const ArrowSchema& schema, const ArrowArray& array) {
  const auto rows = static_cast<uint64_t>(array.length);
  const auto type = TypeOf(schema);
  if (!type) return 0;
  switch (*type) {
    case Type::Bool: return rows / 8;
    case Type::Int32:
    case Type::Dictionary: return rows * 4;
    case Type::Int64:
    case Type::Timestamp:
    case Type::Double: return rows * 8;
    case Type::Text: return rows * 16;
    case Type::Utf8:
    case Type::Binary: {
      if (rows == 0) return 0;  // there may be no offsets
      const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
      return rows * 4 + static_cast<uint64_t>(offsets[rows] - offsets[0]);
    }
    case Type::List: return rows * 4 + OwnBytesOf(*schema.children[0], *array.children[0]);
    case Type::Struct: {
      uint64_t bytes = rows / 8;
      for (int64_t i = 0; i < schema.n_children; ++i) bytes += OwnBytesOf(*schema.children[i], *array.children[i]);
      return bytes;
    }
  }
  return 0;
}

}  // namespace

uint64_t TextBytes(const ArrowSchema& schema, const ArrowArray& array) {
  uint64_t bytes = 0;
  for (int64_t i = 0; i < array.n_children; ++i) bytes += TextBytesOf(*schema.children[i], *array.children[i]);
  return bytes;
}

uint64_t OwnBytes(const ArrowSchema& schema, const ArrowArray& array) {
  uint64_t bytes = 0;
  for (int64_t i = 0; i < array.n_children; ++i) bytes += OwnBytesOf(*schema.children[i], *array.children[i]);
  return bytes;
}

}  // namespace weir::graph

#include "footer.hpp"

#include <cassert>

#include "thrift_writer.hpp"

namespace weir::parquet {
namespace {

// The form in which parquet-java recognises a writer and its version.
constexpr std::string_view kCreatedBy = "weir version " WEIR_VERSION " (build " WEIR_VERSION ")";

enum Physical : int32_t { kBoolean = 0, kInt32 = 1, kInt64 = 2, kDouble = 5, kByteArray = 6 };

Physical PhysicalOf(Kind kind) {
  switch (kind) {
    case Kind::Bool: return kBoolean;
    case Kind::Int32: return kInt32;
    case Kind::Int64:
    case Kind::Timestamp: return kInt64;
    case Kind::Double: return kDouble;
    case Kind::Text:
    case Kind::Binary: return kByteArray;
    case Kind::List:
    case Kind::Struct: break;
  }
  assert(false && "a leaf is no list and no struct");
  return kByteArray;
}

void PutSchemaRoot(ThriftWriter& thrift, size_t columns) {
  thrift.StructElement();
  thrift.Binary(4, "schema");
  thrift.I32(5, static_cast<int32_t>(columns));
  thrift.End();
}

enum Repetition : int32_t { kOptional = 1, kRepeated = 2 };

void PutSchemaLeaf(ThriftWriter& thrift, std::string_view name, Kind kind) {
  constexpr int32_t kUtf8 = 0, kTimestampMicros = 10;  // the older way to say the same as the logical type
  thrift.StructElement();
  thrift.I32(1, PhysicalOf(kind));
  thrift.I32(3, kOptional);
  thrift.Binary(4, name);
  if (kind == Kind::Text) {
    thrift.I32(6, kUtf8);
    thrift.Struct(10);
    thrift.Empty(1);  // STRING
    thrift.End();
  } else if (kind == Kind::Timestamp) {
    thrift.I32(6, kTimestampMicros);
    thrift.Struct(10);
    thrift.Struct(8);      // TIMESTAMP
    thrift.Bool(1, true);  // in UTC
    thrift.Struct(2);
    thrift.Empty(2);  // MICROS
    thrift.End();
    thrift.End();
    thrift.End();
  }
  thrift.End();
}

void PutSchemaGroup(ThriftWriter& thrift, Repetition repetition, std::string_view name, size_t children) {
  thrift.StructElement();
  thrift.I32(3, repetition);
  thrift.Binary(4, name);
  thrift.I32(5, static_cast<int32_t>(children));
}

// Returns how many elements that is, those below it included.
size_t PutSchemaColumn(ThriftWriter& thrift, std::string_view name, const TableColumn& column) {
  if (column.kind == Kind::List) {
    constexpr int32_t kList = 3;  // the older way to say the same as the logical type
    PutSchemaGroup(thrift, kOptional, name, 1);
    thrift.I32(6, kList);
    thrift.Struct(10);
    thrift.Empty(3);  // LIST
    thrift.End();
    thrift.End();
    PutSchemaGroup(thrift, kRepeated, "list", 1);
    thrift.End();
    return 2 + PutSchemaColumn(thrift, "element", column.children[0]);
  }
  if (column.kind == Kind::Struct) {
    PutSchemaGroup(thrift, kOptional, name, column.children.size());
    thrift.End();
    size_t elements = 1;
    for (const TableColumn& field : column.children) elements += PutSchemaColumn(thrift, field.name, field);
    return elements;
  }
  PutSchemaLeaf(thrift, name, column.kind);
  return 1;
}

void PutStatistics(ThriftWriter& thrift, int field, const ColumnChunk& chunk) {
  const auto& [least, greatest] = chunk.bounds;
  thrift.Struct(field);
  thrift.I64(3, static_cast<int64_t>(chunk.nulls()));
  if (greatest) thrift.Binary(5, greatest->bytes);
  if (least) thrift.Binary(6, least->bytes);
  if (greatest) thrift.Bool(7, greatest->exact);
  if (least) thrift.Bool(8, least->exact);
  thrift.End();
}

void PutEncodingCount(ThriftWriter& thrift, int32_t page_type, Encoding encoding, size_t count) {
  thrift.StructElement();
  thrift.I32(1, page_type);
  thrift.I32(2, static_cast<int32_t>(encoding));
  thrift.I32(3, static_cast<int32_t>(count));
  thrift.End();
}

void PutEncodings(ThriftWriter& thrift, const ColumnChunk& chunk) {
  const bool indexed = chunk.dictionary().has_value();
  const bool plain = indexed || chunk.plain_pages() > 0;  // the dictionary itself is PLAIN
  thrift.ListOfI32(2, 1u + (plain ? 1 : 0) + (indexed ? 1 : 0));
  if (plain) thrift.I32Element(static_cast<int32_t>(Encoding::Plain));
  thrift.I32Element(static_cast<int32_t>(Encoding::Rle));
  if (indexed) thrift.I32Element(static_cast<int32_t>(Encoding::RleDictionary));
}

void PutEncodingStats(ThriftWriter& thrift, const ColumnChunk& chunk) {
  constexpr int32_t kDataPage = 0, kDictionaryPage = 2;
  const bool indexed = chunk.dictionary().has_value();
  const bool plain = chunk.plain_pages() > 0;
  thrift.ListOfStructs(13, (indexed ? 2u : 0u) + (plain ? 1 : 0));
  if (indexed) {
    PutEncodingCount(thrift, kDictionaryPage, Encoding::Plain, 1);
    PutEncodingCount(thrift, kDataPage, Encoding::RleDictionary, chunk.dictionary_pages());
  }
  if (plain) PutEncodingCount(thrift, kDataPage, Encoding::Plain, chunk.plain_pages());
}

}  // namespace

void Footer::AddRowGroup(std::span<const ColumnChunk> chunks, uint64_t offset) {
  const std::span<const Leaf> leaves = table_.leaves();
  assert(chunks.size() == leaves.size());
  const uint64_t start = offset;
  size_t raw_bytes = 0;
  ThriftWriter thrift(row_groups_);
  thrift.StructElement();
  thrift.ListOfStructs(1, chunks.size());
  for (size_t i = 0; i < chunks.size(); ++i) {
    const ColumnChunk& chunk = chunks[i];
    assert(chunk.rows() == chunks[0].rows() && "a row has every column");
    const size_t dictionary_bytes = chunk.dictionary() ? chunk.dictionary()->bytes().size() : 0;
    thrift.StructElement();
    thrift.I64(2, 0);  // file_offset: deprecated, 0 unless metadata stands outside the footer
    thrift.Struct(3);
    thrift.I32(1, PhysicalOf(leaves[i].kind));
    PutEncodings(thrift, chunk);
    thrift.ListOfBinary(3, leaves[i].path.size());
    for (const std::string& name : leaves[i].path) thrift.BinaryElement(name);
    thrift.I32(4, CodecNumber(table_.codec));
    thrift.I64(5, static_cast<int64_t>(chunk.entries()));
    thrift.I64(6, static_cast<int64_t>(chunk.raw_bytes()));
    thrift.I64(7, static_cast<int64_t>(chunk.bytes()));
    thrift.I64(9, static_cast<int64_t>(offset + dictionary_bytes));
    if (chunk.dictionary()) thrift.I64(11, static_cast<int64_t>(offset));
    PutStatistics(thrift, 12, chunk);
    PutEncodingStats(thrift, chunk);
    thrift.End();
    thrift.End();
    offset += chunk.bytes();
    raw_bytes += chunk.raw_bytes();
  }
  thrift.I64(2, static_cast<int64_t>(raw_bytes));
  thrift.I64(3, static_cast<int64_t>(chunks[0].rows()));
  thrift.I64(5, static_cast<int64_t>(start));
  thrift.I64(6, static_cast<int64_t>(offset - start));
  thrift.End();
  rows_ += chunks[0].rows();
  ++row_group_count_;
}

std::string Footer::Encode(std::span<const std::pair<std::string, std::string>> metadata) const {
  std::string out;
  ThriftWriter thrift(out);
  thrift.StructElement();
  thrift.I32(1, 1);
  std::string schema;
  ThriftWriter schema_thrift(schema);
  PutSchemaRoot(schema_thrift, table_.columns().size());
  size_t elements = 1;
  for (const TableColumn& column : table_.columns()) elements += PutSchemaColumn(schema_thrift, column.name, column);
  thrift.ListOfStructs(2, elements);
  thrift.RawElement(schema);
  thrift.I64(3, static_cast<int64_t>(rows_));
  thrift.ListOfStructs(4, row_group_count_);
  thrift.RawElement(row_groups_);
  thrift.ListOfStructs(5, metadata.size());
  for (const auto& [key, value] : metadata) {
    thrift.StructElement();
    thrift.Binary(1, key);
    thrift.Binary(2, value);
    thrift.End();
  }
  thrift.Binary(6, kCreatedBy);
  thrift.ListOfStructs(7, table_.leaves().size());
  for (size_t i = 0; i < table_.leaves().size(); ++i) {
    thrift.StructElement();
    thrift.Empty(1);  // each type's own order
    thrift.End();
  }
  thrift.End();
  const auto length = static_cast<uint32_t>(out.size());
  out.append(reinterpret_cast<const char*>(&length), sizeof length);
  out.append(kMagic);
  return out;
}

}  // namespace weir::parquet

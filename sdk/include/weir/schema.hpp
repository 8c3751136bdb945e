// The columns of a batch: their names and types.  Schema owns an ArrowSchema; Field says what one column is.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/arrow.h"
#include "weir/status.hpp"

namespace weir {

// The types weir's own components make and read.  Others may travel through a pipeline, but no shipped sink writes them.
enum class Type {
  Bool,        // "b", one bit a value
  Int32,       // "i"
  Int64,       // "l"
  Double,      // "g"
  Timestamp,   // "tsu:UTC": microseconds since 1970 UTC, int64
  Text,        // "vu": string views of 16 bytes, pointing into shared buffers
  Utf8,        // "u": int32 offsets and bytes
  Binary,      // "z": int32 offsets and bytes
  Dictionary,  // "i" with a dictionary of "u": text that repeats
  List,        // "+l": int32 offsets into the elements, its one child
  Struct,      // "+s": a child for each of its fields, of which it has at least one
};

inline bool IsNested(Type type) { return type == Type::List || type == Type::Struct; }

// Most lists and structs around a value; what is nested deeper is none of our types.
inline constexpr int kMostNesting = 8;

namespace internal {

std::optional<Type> TypeOf(const ArrowSchema& column, int nesting);

// A list or a struct is ours when all that is in it is.
inline std::optional<Type> NestedTypeOf(const ArrowSchema& column, int nesting) {
  const std::string_view format = column.format;
  const bool is_list = format == "+l";
  if ((!is_list && format != "+s") || nesting == kMostNesting) return std::nullopt;
  if (is_list ? column.n_children != 1 : column.n_children < 1) return std::nullopt;
  for (int64_t i = 0; i < column.n_children; ++i)
    if (!TypeOf(*column.children[i], nesting + 1)) return std::nullopt;
  return is_list ? Type::List : Type::Struct;
}

inline std::optional<Type> TypeOf(const ArrowSchema& column, int nesting) {
  const std::string_view format = column.format;
  if (column.dictionary != nullptr) {
    if (format == "i" && std::string_view(column.dictionary->format) == "u") return Type::Dictionary;
    return std::nullopt;
  }
  if (format == "b") return Type::Bool;
  if (format == "i") return Type::Int32;
  if (format == "l") return Type::Int64;
  if (format == "g") return Type::Double;
  if (format == "tsu:UTC") return Type::Timestamp;
  if (format == "vu") return Type::Text;
  if (format == "u") return Type::Utf8;
  if (format == "z") return Type::Binary;
  return NestedTypeOf(column, nesting);
}

}  // namespace internal

// The type that an Arrow format string stands for, or nothing when it is none of ours.
inline std::optional<Type> TypeOf(const ArrowSchema& column) { return internal::TypeOf(column, 0); }

// Whether values of the two columns can stand in one column: of one type, also of elements, and of fields, in order and by name.
inline bool SameType(const ArrowSchema& a, const ArrowSchema& b) {
  const auto type = TypeOf(a);
  if (!type || type != TypeOf(b)) return false;
  if (!IsNested(*type)) return true;
  if (a.n_children != b.n_children) return false;
  for (int64_t i = 0; i < a.n_children; ++i) {
    if (!SameType(*a.children[i], *b.children[i])) return false;
    // What a list's elements are called is nobody's business.
    if (type == Type::Struct && std::string_view(a.children[i]->name) != b.children[i]->name) return false;
  }
  return true;
}

inline const char* FormatOf(Type type) {
  switch (type) {
    case Type::Bool: return "b";
    case Type::Int32: return "i";
    case Type::Int64: return "l";
    case Type::Double: return "g";
    case Type::Timestamp: return "tsu:UTC";
    case Type::Text: return "vu";
    case Type::Utf8: return "u";
    case Type::Binary: return "z";
    case Type::Dictionary: return "i";
    case Type::List: return "+l";
    case Type::Struct: return "+s";
  }
  return "";
}

// What a person calls the type; an Arrow format string that is none of ours stands for itself.
inline std::string NameOfType(const ArrowSchema& column) {
  const auto type = TypeOf(column);
  if (!type) return std::string("Arrow \"") + column.format + '"';
  switch (*type) {
    case Type::Bool: return "boolean";
    case Type::Int32: return "32-bit integer";
    case Type::Int64: return "64-bit integer";
    case Type::Double: return "double";
    case Type::Timestamp: return "timestamp";
    case Type::Text: return "text";
    case Type::Utf8: return "text (utf8)";
    case Type::Dictionary: return "text (dictionary)";
    case Type::Binary: return "bytes";
    case Type::List: return "list of " + NameOfType(*column.children[0]);
    case Type::Struct: break;
  }
  std::string fields;
  for (int64_t i = 0; i < column.n_children; ++i)
    fields += (i == 0 ? "" : ", ") + std::string(column.children[i]->name) + ": " + NameOfType(*column.children[i]);
  return "struct of (" + fields + ")";
}

struct Field {
  std::string name;
  Type type = Type::Text;
  bool is_time = false;           // marks the time column: schema metadata weir.time
  std::vector<Field> children{};  // of a list its element, whatever it is called; of a struct its fields
  // For people: metadata weir.doc, weir.since (when the format got it) and weir.field (where it stands in a record).  Empty: none.
  std::string doc = {}, since = {}, field = {};
};

inline Field ListOf(std::string name, Field element) {
  Field list{.name = std::move(name), .type = Type::List};
  list.children.push_back(std::move(element));
  return list;
}
inline Field StructOf(std::string name, std::vector<Field> fields) {
  return {.name = std::move(name), .type = Type::Struct, .children = std::move(fields)};
}

// Columns that carry a row's origin.  weir.reason, which rejected rows have, is data.
inline bool IsOrigin(std::string_view name) { return name == "weir.split" || name == "weir.offset" || name == "weir.part"; }

class Schema {
 public:
  Schema() { schema_.release = nullptr; }
  // Takes the schema over; the source is left released.
  explicit Schema(ArrowSchema* from) : schema_(*from) { from->release = nullptr; }
  explicit Schema(const std::vector<Field>& fields) {
    std::vector<ArrowSchema> columns;
    for (const Field& field : fields) columns.push_back(MakeColumn(field));
    schema_ = MakeStruct(std::move(columns));
  }
  Schema(Schema&& other) noexcept : schema_(other.schema_) { other.schema_.release = nullptr; }
  Schema& operator=(Schema&& other) noexcept {
    std::swap(schema_, other.schema_);
    return *this;
  }
  ~Schema() {
    if (schema_.release != nullptr) schema_.release(&schema_);
  }

  // A schema of copies of these columns, in order.
  static Schema Of(const std::vector<const ArrowSchema*>& columns) {
    std::vector<ArrowSchema> copies;
    for (const ArrowSchema* column : columns) copies.push_back(CopyColumn(*column));
    Schema schema;
    schema.schema_ = MakeStruct(std::move(copies));
    return schema;
  }
  static Schema Of(const ArrowSchema& batch) {
    return Of(std::vector<const ArrowSchema*>(batch.children, batch.children + batch.n_children));
  }

  const ArrowSchema* get() const { return &schema_; }
  bool empty() const { return schema_.release == nullptr; }
  // Gives the schema away, as bind wants it in its `out`.
  void MoveTo(ArrowSchema* out) {
    *out = schema_;
    schema_.release = nullptr;
  }

 private:
  struct Owned {
    std::string format, name, metadata;
    std::vector<ArrowSchema> children;
    std::vector<ArrowSchema*> pointers;
    std::unique_ptr<ArrowSchema> dictionary;
  };

  static void Release(ArrowSchema* schema) {
    std::unique_ptr<Owned> owned(static_cast<Owned*>(schema->private_data));
    for (ArrowSchema& child : owned->children)
      if (child.release != nullptr) child.release(&child);
    if (owned->dictionary && owned->dictionary->release != nullptr) owned->dictionary->release(owned->dictionary.get());
    schema->release = nullptr;
  }

  static ArrowSchema Make(std::string format, std::string name, std::string metadata, std::vector<ArrowSchema> children,
                          std::unique_ptr<ArrowSchema> dictionary) {
    auto owned = std::make_unique<Owned>();
    owned->format = std::move(format);
    owned->name = std::move(name);
    owned->metadata = std::move(metadata);
    owned->children = std::move(children);
    owned->dictionary = std::move(dictionary);
    for (ArrowSchema& child : owned->children) owned->pointers.push_back(&child);
    ArrowSchema schema{};
    schema.format = owned->format.c_str();
    schema.name = owned->name.c_str();
    schema.metadata = owned->metadata.empty() ? nullptr : owned->metadata.data();
    schema.flags = ARROW_FLAG_NULLABLE;
    schema.n_children = static_cast<int64_t>(owned->children.size());
    schema.children = owned->pointers.data();
    schema.dictionary = owned->dictionary.get();
    schema.release = Release;
    schema.private_data = owned.release();
    return schema;
  }

  static ArrowSchema MakeStruct(std::vector<ArrowSchema> children) { return Make("+s", "", "", std::move(children), nullptr); }

  static ArrowSchema MakeColumn(const Field& field) {
    std::unique_ptr<ArrowSchema> dictionary;
    if (field.type == Type::Dictionary) dictionary = std::make_unique<ArrowSchema>(Make("u", "", "", {}, nullptr));
    std::vector<ArrowSchema> children;
    for (const Field& child : field.children) children.push_back(MakeColumn(child));
    return Make(FormatOf(field.type), field.name, EncodeMetadata(field), std::move(children), std::move(dictionary));
  }

  static ArrowSchema CopyColumn(const ArrowSchema& from) {
    std::vector<ArrowSchema> children;
    for (int64_t i = 0; i < from.n_children; ++i) children.push_back(CopyColumn(*from.children[i]));
    std::unique_ptr<ArrowSchema> dictionary;
    if (from.dictionary != nullptr) dictionary = std::make_unique<ArrowSchema>(CopyColumn(*from.dictionary));
    ArrowSchema copy =
        Make(from.format, from.name == nullptr ? "" : from.name, CopyMetadata(from.metadata), std::move(children), std::move(dictionary));
    copy.flags = from.flags;
    return copy;
  }

  static void PutInt(std::string& out, int32_t value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }
  static int32_t GetInt(const char* from) {
    int32_t value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  static void PutText(std::string& out, std::string_view text) {
    PutInt(out, static_cast<int32_t>(text.size()));
    out += text;
  }
  static std::string EncodeMetadata(const Field& field) {
    const std::pair<std::string_view, std::string_view> all[] = {
        {"weir.time", field.is_time ? "1" : ""}, {"weir.doc", field.doc}, {"weir.since", field.since}, {"weir.field", field.field}};
    std::string out;
    int32_t pairs = 0;
    for (const auto& [key, value] : all) {
      if (value.empty()) continue;
      PutText(out, key);
      PutText(out, value);
      ++pairs;
    }
    if (pairs == 0) return {};
    std::string count;
    PutInt(count, pairs);
    return count + out;
  }
  static std::string CopyMetadata(const char* metadata) {
    if (metadata == nullptr) return {};
    const char* end = metadata + sizeof(int32_t);
    for (int32_t left = 2 * GetInt(metadata); left > 0; --left) end += sizeof(int32_t) + static_cast<size_t>(GetInt(end));
    return {metadata, end};
  }

  friend std::optional<std::string_view> Metadata(const ArrowSchema& column, std::string_view key);
  ArrowSchema schema_{};
};

// The value of a column's metadata key, if it has that key.
inline std::optional<std::string_view> Metadata(const ArrowSchema& column, std::string_view key) {
  if (column.metadata == nullptr) return std::nullopt;
  const char* at = column.metadata;
  const int32_t pairs = Schema::GetInt(at);
  at += sizeof(int32_t);
  for (int32_t i = 0; i < pairs; ++i) {
    const std::string_view name(at + sizeof(int32_t), static_cast<size_t>(Schema::GetInt(at)));
    at = name.data() + name.size();
    const std::string_view value(at + sizeof(int32_t), static_cast<size_t>(Schema::GetInt(at)));
    at = value.data() + value.size();
    if (name == key) return value;
  }
  return std::nullopt;
}

// Where a column stands, by name.
inline std::optional<size_t> FindColumn(const ArrowSchema& batch, std::string_view name) {
  for (int64_t i = 0; i < batch.n_children; ++i)
    if (batch.children[i]->name == name) return static_cast<size_t>(i);
  return std::nullopt;
}

// The column a parser marked as the row's time.
inline std::optional<size_t> FindTimeColumn(const ArrowSchema& batch) {
  for (int64_t i = 0; i < batch.n_children; ++i)
    if (Metadata(*batch.children[i], "weir.time")) return static_cast<size_t>(i);
  return std::nullopt;
}

}  // namespace weir

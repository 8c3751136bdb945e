#include "catalog/hive_type.hpp"

#include <algorithm>
#include <array>

#include "catalog/table.hpp"
#include "weir/schema.hpp"

namespace weir::catalog {
namespace {

// What stands in a type without quotes.
bool IsPlainName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::optional<std::string> StructType(const ArrowSchema& column) {
  std::string type = "struct<";
  for (int64_t i = 0; i < column.n_children; ++i) {
    const ArrowSchema& field = *column.children[i];
    const std::optional<std::string> inner = HiveType(field);
    if (!inner || field.name == nullptr || !IsPlainName(field.name)) return std::nullopt;
    type += (i == 0 ? "" : ",") + Lower(field.name) + ':' + *inner;
  }
  return type + '>';
}

// From narrow to wide.
constexpr auto kIntegers = std::to_array<std::string_view>({"tinyint", "smallint", "int", "bigint"});
constexpr auto kFloats = std::to_array<std::string_view>({"float", "double"});

template <size_t N>
std::optional<Fit> FitAmong(const std::array<std::string_view, N>& types, std::string_view theirs, std::string_view ours) {
  const auto their_place = std::ranges::find(types, theirs), our_place = std::ranges::find(types, ours);
  if (their_place == types.end() || our_place == types.end()) return std::nullopt;
  return their_place > our_place ? Fit::Held : Fit::Widen;
}

}  // namespace

std::optional<std::string> HiveType(const ArrowSchema& column) {
  const auto type = TypeOf(column);
  if (!type) return std::nullopt;
  switch (*type) {
    case Type::Bool: return "boolean";
    case Type::Int32: return "int";
    case Type::Int64: return "bigint";
    case Type::Double: return "double";
    case Type::Timestamp: return "timestamp";
    case Type::Text:
    case Type::Utf8:
    case Type::Dictionary: return "string";
    case Type::Binary: return "binary";
    case Type::Struct: return StructType(column);
    case Type::List: break;
  }
  std::optional<std::string> element = HiveType(*column.children[0]);
  if (element) element = "array<" + *element + '>';
  return element;
}

std::string NormalType(std::string_view type) {
  std::string normal = Lower(type);
  std::erase_if(normal, [](unsigned char c) { return c <= ' '; });
  // Inside of other types it is a field's name or follows one, and no field of ours is called so.
  return normal == "integer" ? "int" : normal;
}

Fit FitOf(std::string_view theirs, std::string_view ours) {
  const std::string their_type = NormalType(theirs), our_type = NormalType(ours);
  if (their_type == our_type) return Fit::Same;
  if (const auto fit = FitAmong(kIntegers, their_type, our_type)) return *fit;
  return FitAmong(kFloats, their_type, our_type).value_or(Fit::Other);
}

}  // namespace weir::catalog

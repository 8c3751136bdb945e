#include "nested_tables.hpp"

namespace weir::parquet {
namespace {

Value Group(std::vector<Value> children) {
  Value value("");
  value.children = std::move(children);
  return value;
}

TableColumn ListOf(std::string name, TableColumn element) { return {std::move(name), Kind::List, {std::move(element)}}; }

Source From(TableColumn column, std::function<Value(uint64_t row)> value) {
  return {std::move(column.name), column.kind, std::move(value), std::move(column.children)};
}

// One of the first few values, or a null.
Value Few(uint64_t n, Kind kind) { return n % 5 == 3 ? Value() : Value(ValueNumber(n % 7, kind, 20)); }

// `levels` lists around a number: null, empty, of one and of two elements, each at any level.
Value Lists(uint64_t n, int levels) {
  if (levels == 0) return Few(n, Kind::Int32);
  if (n % 11 == static_cast<uint64_t>(levels)) return {};
  if (n % 13 == static_cast<uint64_t>(levels)) return Group({});
  if (n % 4 != 0) return Group({Lists(n * 5 + 1, levels - 1)});
  return Group({Lists(n / 4, levels - 1), Lists(n * 3 + 1, levels - 1)});
}

TableColumn ColumnOfLists(std::string name, int levels) {
  if (levels == 0) return {std::move(name), Kind::Int32};
  return ListOf(std::move(name), ColumnOfLists("element", levels - 1));
}

}  // namespace

Plan Nested() {
  const TableColumn resource{"element", Kind::Struct, {{"arn", Kind::Text}, {"accountid", Kind::Text}, {"type", Kind::Text}}};
  const auto resources = [](uint64_t row) -> Value {
    if (row % 9 == 4) return {};
    std::vector<Value> elements;
    for (uint64_t i = 0; i < row % 4; ++i)
      elements.push_back((row + i) % 6 == 5 ? Value() : Group({Few(row + i, Kind::Text), Few(row, Kind::Text), Few(i, Kind::Text)}));
    return Group(std::move(elements));
  };
  const TableColumn mixed{"mixed",
                          Kind::Struct,
                          {{"inner", Kind::Struct, {{"time", Kind::Timestamp}, ListOf("flags", {"element", Kind::Bool})}},
                           ListOf("lists", ListOf("element", {"element", Kind::Double})),
                           {"bytes", Kind::Binary}}};
  const auto mix = [](uint64_t row) -> Value {
    if (row % 10 == 7) return {};
    const Value flags = row % 3 == 0 ? Value() : Group(std::vector<Value>(row % 3 - 1, Few(row, Kind::Bool)));
    const Value inner = row % 8 == 2 ? Value() : Group({Few(row, Kind::Timestamp), flags});
    const Value list = Group(std::vector<Value>(row % 3, Few(row, Kind::Double)));
    return Group({inner, row % 7 == 1 ? Value() : Group({Value(), list, Group({}), list}), Few(row, Kind::Binary)});
  };
  return {.name = "nested", .columns = {From(ListOf("resources", resource), resources), From(mixed, mix)}, .rows = 30000, .untidy = true};
}

Plan Deep() {
  return {.name = "deep",
          .columns = {From(ColumnOfLists("deep", kMostNesting), [](uint64_t row) { return Lists(row, kMostNesting); })},
          .rows = 3000};
}

// Seven elements a row: the first page's repeat, the others are new, so that dictionaries are full inside of a row.  Some rows are larger
// than a page, or than a dictionary.
Plan NestedOverflow() {
  const auto rows_of = [](Kind kind) {
    return [kind](uint64_t row) -> Value {
      std::vector<Value> elements;
      for (uint64_t i = 0, n = row == 10 ? 25000 : row == 11000 ? 70000 : 7; i < n; ++i) {
        const uint64_t number = row < 4000 ? (row + i) % 200 : row * 7 + i;
        elements.emplace_back(kind == Kind::Text ? std::to_string(number) + std::string(60, '.')
                                                 : Encode<int64_t>(static_cast<int64_t>(number)));
      }
      return Group(std::move(elements));
    };
  };
  return {.name = "nested-overflow",
          .columns = {From(ListOf("int64", {"element", Kind::Int64}), rows_of(Kind::Int64)),
                      From(ListOf("text", {"element", Kind::Text}), rows_of(Kind::Text))},
          .rows = 16000,
          .codec = Codec::Zstd};
}

}  // namespace weir::parquet

#include "named_tables.hpp"

#include "extremes.hpp"
#include "nested_tables.hpp"

namespace weir::parquet {
namespace {

constexpr uint64_t kFirstPage = ColumnWriter::kPageRows;

// A source whose row r has the value number pick(r).
template <class Pick>
Source Picked(std::string name, Kind kind, uint64_t longest, Pick pick) {
  return {std::move(name), kind, [=](uint64_t row) -> Value { return ValueNumber(pick(row), kind, longest); }};
}

// More rows than a row group takes, and pages of one value.
Plan Long() {
  return {.name = "long",
          .columns = {FromProfile("runs", {Kind::Int32, 5, 1, 0, true, false}), FromProfile("bits", {Kind::Bool, 2, 0, 0, false, false})},
          .rows = (1 << 20) + 12345,
          .batch_rows = 90000};
}

// Values larger than a page.
Plan Wide() {
  return {.name = "wide",
          .columns = {FromProfile("all", {Kind::Text, 0, 10, 1500000, false, false}),
                      FromProfile("few", {Kind::Binary, 3, 0, 700000, false, false})},
          .rows = 24,
          .batch_rows = 10,
          .codec = Codec::Zstd};
}

std::string Padded(uint64_t n, size_t length) {
  std::string text = std::to_string(n);
  text.resize(length, '.');
  return text;
}

// A first page that pays, then new values only: dictionaries fill up, by entries and by bytes.
Plan Overflow() {
  const auto pick = [](uint64_t row) { return row < kFirstPage ? row % 200 : row; };
  const auto number = [pick](uint64_t row) -> Value { return Encode<int64_t>(static_cast<int64_t>(pick(row))); };
  return {.name = "overflow",
          .columns = {{"int32", Kind::Int32, number},
                      {"int64", Kind::Int64, number},
                      {"double", Kind::Double, [pick](uint64_t row) -> Value { return Encode(static_cast<double>(pick(row)) / 8); }},
                      {"entries", Kind::Text, [pick](uint64_t row) -> Value { return std::to_string(pick(row)); }},
                      {"bytes", Kind::Binary, [pick](uint64_t row) -> Value { return Padded(pick(row), 120); }}},
          .rows = 92000,
          .codec = Codec::Zstd};
}

// Row group w has 2^(w + 1) distinct values, first each once, then one of them for long, then all again.
uint64_t GroupOfWidth(uint64_t group) { return 5 * (uint64_t{1} << group) + 5; }
Plan Widths() {
  const auto pick = [](uint64_t row) {
    uint64_t group = 0;
    for (; row >= GroupOfWidth(group); ++group) row -= GroupOfWidth(group);
    const uint64_t distinct = uint64_t{2} << group;
    return row < distinct || row >= distinct * 2 ? row % distinct : distinct - 1;
  };
  return {.name = "widths",
          .columns = {Picked("int32", Kind::Int32, 0, pick),
                      Picked("int64", Kind::Int64, 0, pick),
                      {"text", Kind::Text, [pick](uint64_t row) -> Value { return Padded(pick(row), 12); }},
                      {"long", Kind::Text, [pick](uint64_t row) -> Value { return Padded(pick(row), 30); }}},
          .rows = 5 * ((1 << 14) - 1) + 5 * 14,
          .codec = Codec::None,
          .group_rows = GroupOfWidth};
}

Plan ManyRowGroups() {
  return {.name = "groups",
          .columns = {FromProfile("n", {Kind::Int64, 3, 20, 0, false, false}), FromProfile("t", {Kind::Text, 2, 20, 12, false, false}),
                      FromProfile("b", {Kind::Bool, 2, 20, 0, false, false})},
          .rows = 4999,
          .group_rows = [](uint64_t group) { return 1 + group % 3; }};
}

Plan ManyColumns() {
  Plan plan{.name = "columns", .rows = 40, .batch_rows = 30};
  for (int i = 0; i < 1200; ++i)
    plan.columns.push_back(FromProfile("c" + std::to_string(i), {static_cast<Kind>(i % 7), 4, 20, 12, false, false}));
  return plan;
}

Plan OneRow() {
  Plan plan{.name = "one", .rows = 1, .codec = Codec::None};
  for (int kind = 0; kind < 7; ++kind) {
    plan.columns.push_back(FromProfile("c" + std::to_string(kind), {static_cast<Kind>(kind), 0, 0, 20, false, false}));
    plan.columns.push_back(FromProfile("null" + std::to_string(kind), {static_cast<Kind>(kind), 0, 100, 0, false, false}));
  }
  return plan;
}

// Values and nulls in turns of lengths around those where levels change their form.
Plan Turns() {
  static constexpr uint64_t kLengths[] = {1, 7, 8, 9, 63, 64, 65, 72, 127, 128, 1000, 8000};
  const auto present = [](uint64_t row, uint64_t stagger) {
    bool value = true;
    for (uint64_t i = 0;; ++i, value = !value) {
      const uint64_t length = kLengths[i * stagger % 12];
      if (row < length) return value;
      row -= length;
    }
  };
  Plan plan{.name = "turns", .rows = 30000};
  for (const uint64_t stagger : {1, 5, 7, 11})
    plan.columns.push_back({"s" + std::to_string(stagger), stagger % 4 == 1 ? Kind::Bool : Kind::Int32, [=](uint64_t row) -> Value {
                              return present(row, stagger) ? Value(ValueNumber(row, Kind::Bool, 0)) : Value();
                            }});
  return plan;
}

Plan ManyFiles() {
  return {.name = "files",
          .columns = {FromProfile("n", {Kind::Int64, 0, 5, 0, false, false}), FromProfile("t", {Kind::Text, 300, 5, 40, false, false})},
          .rows = 30000,
          .file_bytes = 40 << 10};
}

// Names that are no words.
Plan Names() {
  Plan plan{.name = "names", .rows = 300};
  for (const char* name : {"weir.offset", "a b", "\"quoted\"", "ü", "日本 😀", "a.b.c", "list", "schema", "1", "`"})
    plan.columns.push_back(FromProfile(name, {Kind::Int64, 20, 10, 0, false, false}));
  return plan;
}

}  // namespace

std::vector<Plan> NamedTables() {
  return {Long(),   Wide(),  Overflow(),      Widths(),    ManyRowGroups(),         ManyColumns(),
          OneRow(), Turns(), Names(),         ManyFiles(), Extremes("extremes", 1), Extremes("extremes-often", 6),
          Nested(), Deep(),  NestedOverflow()};
}

}  // namespace weir::parquet

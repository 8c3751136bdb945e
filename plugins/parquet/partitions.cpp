#include "partitions.hpp"

#include <cassert>
#include <string_view>
#include <unordered_map>

#include "weir/columns.hpp"

namespace weir::parquet {
namespace {

// Gives each row the number of its value, numbered in the order they come.  `same(before, row)` is a cheap test whether a row
// has the value of the one before; `value_of(row)` gives the value and may be slow.
template <class Same, class ValueOf>
void NumberRows(int64_t rows, std::vector<int32_t>& codes, std::vector<std::string>& values, const Same& same, const ValueOf& value_of) {
  std::unordered_map<std::string, int32_t> numbers;
  int32_t code = 0;
  for (int64_t row = 0; row < rows; ++row) {
    if (row == 0 || !same(row - 1, row)) {
      std::string value = value_of(row);
      const auto [it, is_new] = numbers.try_emplace(std::move(value), static_cast<int32_t>(values.size()));
      if (is_new) values.push_back(it->first);
      code = it->second;
      // The first row of another value: so far there was one, and no codes.
      if (is_new && values.size() == 2) codes.assign(static_cast<size_t>(rows), 0);
    }
    if (!codes.empty()) codes[static_cast<size_t>(row)] = code;
  }
}

bool SameNull(const Column& column, int64_t a, int64_t b) { return column.is_null(a) == column.is_null(b); }

}  // namespace

bool CanPartitionBy(Type type) {
  switch (type) {
    case Type::Bool:
    case Type::Int32:
    case Type::Int64:
    case Type::Text:
    case Type::Utf8:
    case Type::Dictionary: return true;
    case Type::Double:
    case Type::Timestamp:
    case Type::Binary: return false;
  }
  return false;
}

Partitioner::Facet Partitioner::ByColumn(const PartitionKey& key, const ArrowSchema& schema, const ArrowArray& batch) const {
  Facet facet;
  const auto place = FindColumn(schema, key.name);
  if (!place) {
    facet.folders.push_back(HiveFolder(key.name, ""));
    return facet;
  }
  const ArrowArray& array = *batch.children[*place];
  std::vector<std::string> values;
  const auto number = [&](const auto& column, auto same, auto text) {
    NumberRows(
        batch.length, facet.codes, values,
        [&](int64_t a, int64_t b) { return SameNull(column, a, b) && (column.is_null(a) || same(a, b)); },
        [&](int64_t row) { return column.is_null(row) ? std::string() : text(row); });
  };
  const auto number_values = [&](const auto& column, auto text) {
    number(
        column, [&](int64_t a, int64_t b) { return column[a] == column[b]; }, text);
  };
  const auto type = TypeOf(*schema.children[*place]);
  switch (type.value_or(Type::Binary)) {
    case Type::Int32: {
      const Values<int32_t> column(array);
      number_values(column, [&](int64_t row) { return std::to_string(column[row]); });
      break;
    }
    case Type::Int64: {
      const Values<int64_t> column(array);
      number_values(column, [&](int64_t row) { return std::to_string(column[row]); });
      break;
    }
    case Type::Bool: {
      const Bools column(array);
      number_values(column, [&](int64_t row) { return std::string(column[row] ? "true" : "false"); });
      break;
    }
    case Type::Text: {
      const TextViews column(array);
      number_values(column, [&](int64_t row) { return std::string(column[row]); });
      break;
    }
    case Type::Dictionary: {
      const DictionaryTexts column(array);
      number(
          column, [&](int64_t a, int64_t b) { return column.index(a) == column.index(b); },
          [&](int64_t row) { return std::string(column[row]); });
      break;
    }
    case Type::Utf8: {
      const OffsetTexts column(array);
      number_values(column, [&](int64_t row) { return std::string(column[row]); });
      break;
    }
    case Type::Binary:
    case Type::Double:
    case Type::Timestamp: assert(false && "bind lets no such column name a folder"); values.emplace_back();
  }
  for (const std::string& value : values) facet.folders.push_back(HiveFolder(key.name, value));
  return facet;
}

Partitioner::Facet Partitioner::ByTime(TimeUnit unit, const ArrowSchema& schema, const ArrowArray& batch) const {
  Facet facet;
  const auto place = FindColumn(schema, time_);
  if (!place) {
    facet.folders.emplace_back();
  } else {
    const Values<int64_t> column(*batch.children[*place]);
    // Rows come nearly in order of time: most are in the day or the hour of the row before, which needs no division.
    const int64_t span = (unit == TimeUnit::Hour ? 1 : 24) * 3600LL * 1000000;
    int64_t start = 0;
    const auto within = [&](int64_t time) {
      return static_cast<uint64_t>(time) - static_cast<uint64_t>(start) < static_cast<uint64_t>(span);
    };
    NumberRows(
        batch.length, facet.codes, facet.folders,
        [&](int64_t before, int64_t row) { return SameNull(column, before, row) && (column.is_null(row) || within(column[row])); },
        [&](int64_t row) -> std::string {
          if (column.is_null(row)) return {};
          const int64_t into = column[row] % span;
          // Wraps around below the least int64, as the comparison does.
          start = static_cast<int64_t>(static_cast<uint64_t>(column[row]) - static_cast<uint64_t>(into < 0 ? into + span : into));
          return FormatUnit(MomentOf(column[row]), unit);
        });
  }
  return facet;
}

std::vector<Partition> Partitioner::Split(const ArrowSchema& schema, const ArrowArray& batch) {
  std::vector<int32_t> codes;  // of the folders so far; empty: all rows are in one
  std::vector<std::string> folders{""};
  for (const PartitionKey& key : keys_) {
    Facet facet = key.unit ? ByTime(*key.unit, schema, batch) : ByColumn(key, schema, batch);
    if (key.unit)
      for (std::string& value : facet.folders) value = HiveFolder(key.name, value);
    if (facet.codes.empty()) {
      for (std::string& folder : folders) folder += facet.folders[0];
      continue;
    }
    if (codes.empty()) codes.assign(static_cast<size_t>(batch.length), 0);
    std::unordered_map<uint64_t, int32_t> numbers;
    std::vector<std::string> joined;
    uint64_t last_pair = ~0ull;
    int32_t last_number = 0;
    for (size_t row = 0; row < codes.size(); ++row) {
      const uint64_t pair = static_cast<uint64_t>(codes[row]) << 32 | static_cast<uint32_t>(facet.codes[row]);
      if (pair != last_pair) {
        const auto [it, is_new] = numbers.try_emplace(pair, static_cast<int32_t>(joined.size()));
        if (is_new) joined.push_back(folders[static_cast<size_t>(codes[row])] + facet.folders[static_cast<size_t>(facet.codes[row])]);
        last_pair = pair;
        last_number = it->second;
      }
      codes[row] = last_number;
    }
    folders = std::move(joined);
  }
  if (codes.empty()) return {{folders[0], Rows::All(batch.length)}};

  // Rows of one partition next to each other: counted, then placed.
  std::vector<int64_t> starts(folders.size() + 1, 0);
  for (const int32_t code : codes) ++starts[static_cast<size_t>(code) + 1];
  for (size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  rows_.resize(codes.size());
  std::vector<int64_t> next(starts.begin(), starts.end() - 1);
  for (size_t row = 0; row < codes.size(); ++row)
    rows_[static_cast<size_t>(next[static_cast<size_t>(codes[row])]++)] = static_cast<int32_t>(row);
  std::vector<Partition> partitions;
  for (size_t i = 0; i < folders.size(); ++i)
    partitions.push_back({std::move(folders[i]), {rows_.data() + starts[i], 0, starts[i + 1] - starts[i]}});
  return partitions;
}

}  // namespace weir::parquet

#include "store/row_groups.hpp"

#include <cassert>
#include <limits>
#include <unordered_map>
#include <utility>

#include "weir/columns.hpp"

namespace weir::store {
namespace {

// Gives each row the number of its text.  `same(before, row)` is a cheap test whether a row has the text of the one before;
// `text_of(row)` gives the text and may be slow.
template <class Same, class TextOf>
Facet NumberRows(int64_t first, int64_t rows, const Same& same, const TextOf& text_of) {
  Facet facet;
  std::unordered_map<std::string, int32_t> numbers;
  int32_t code = 0;
  for (int64_t row = first; row < first + rows; ++row) {
    if (row == first || !same(row - 1, row)) {
      const auto [it, is_new] = numbers.try_emplace(text_of(row), static_cast<int32_t>(facet.texts.size()));
      if (is_new) facet.texts.push_back(it->first);
      code = it->second;
      // The first row of another text: so far there was one, and no codes.
      if (is_new && facet.texts.size() == 2) facet.codes.assign(static_cast<size_t>(rows), 0);
    }
    if (!facet.codes.empty()) facet.codes[static_cast<size_t>(row - first)] = code;
  }
  return facet;
}

bool SameNull(const Column& column, int64_t a, int64_t b) { return column.is_null(a) == column.is_null(b); }

template <class Reader, class Same, class Text>
Facet NumberColumn(const Reader& column, int64_t first, int64_t rows, const Same& same, const Text& text) {
  return NumberRows(
      first, rows, [&](int64_t a, int64_t b) { return SameNull(column, a, b) && (column.is_null(a) || same(a, b)); },
      [&](int64_t row) { return column.is_null(row) ? std::string() : text(row); });
}

template <class Reader, class Text>
Facet NumberValues(const Reader& column, int64_t first, int64_t rows, const Text& text) {
  return NumberColumn(
      column, first, rows, [&](int64_t a, int64_t b) { return column[a] == column[b]; }, [&](int64_t row) { return text(column[row]); });
}

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
    case Type::Binary:
    case Type::List:
    case Type::Struct: return false;
  }
  return false;
}

Facet FacetOfColumn(Type type, const ArrowArray& column, int64_t first, int64_t rows) {
  const auto number = [](auto value) { return std::to_string(value); };
  const auto copy = [](std::string_view text) { return std::string(text); };
  switch (type) {
    case Type::Int32: return NumberValues(Values<int32_t>(column), first, rows, number);
    case Type::Int64: return NumberValues(Values<int64_t>(column), first, rows, number);
    case Type::Bool: return NumberValues(Bools(column), first, rows, [](bool value) { return std::string(value ? "true" : "false"); });
    case Type::Text: return NumberValues(TextViews(column), first, rows, copy);
    case Type::Utf8: return NumberValues(OffsetTexts(column), first, rows, copy);
    case Type::Dictionary: {
      const DictionaryTexts words(column);
      if (words.values().rows() == 1 && !words.may_have_nulls()) return Facet::Of(std::string(words.values()[0]));
      return NumberColumn(
          words, first, rows, [&](int64_t a, int64_t b) { return words.index(a) == words.index(b); },
          [&](int64_t row) { return std::string(words[row]); });
    }
    case Type::Double:
    case Type::Timestamp:
    case Type::Binary:
    case Type::List:
    case Type::Struct: break;
  }
  assert(false && "bind lets no such column name a file");
  return Facet::Of("");
}

Facet FacetOfTime(const ArrowArray& times, int64_t first, int64_t rows, int64_t span, const std::function<std::string(int64_t)>& text) {
  const Values<int64_t> column(times);
  // Rows come nearly in order of time: most are in the span of the row before, which needs no division.
  int64_t low = 0, high = -1;
  return NumberRows(
      first, rows,
      [&](int64_t before, int64_t row) {
        return SameNull(column, before, row) && (column.is_null(row) || (column[row] >= low && column[row] <= high));
      },
      [&](int64_t row) -> std::string {
        if (column.is_null(row)) return {};
        const int64_t time = column[row];
        const int64_t into = time % span < 0 ? time % span + span : time % span;
        // The first and the last span that an int64 reaches are cut short.
        if (__builtin_sub_overflow(time, into, &low)) low = std::numeric_limits<int64_t>::min();
        if (__builtin_add_overflow(time, span - 1 - into, &high)) high = std::numeric_limits<int64_t>::max();
        return text(time);
      });
}

void RowGroups::Begin(int64_t rows) {
  count_ = rows;
  codes_.clear();
  names_.assign(1, "");
}

void RowGroups::Append(std::string_view literal) {
  for (std::string& name : names_) name += literal;
}

void RowGroups::Append(const Facet& facet) {
  if (facet.codes.empty()) {
    Append(facet.texts.empty() ? std::string_view() : facet.texts[0]);
    return;
  }
  assert(static_cast<int64_t>(facet.codes.size()) == count_);
  if (codes_.empty()) codes_.assign(static_cast<size_t>(count_), 0);
  std::unordered_map<uint64_t, int32_t> numbers;
  std::vector<std::string> joined;
  uint64_t last_pair = ~0ull;
  int32_t last_number = 0;
  for (size_t row = 0; row < codes_.size(); ++row) {
    const uint64_t pair = static_cast<uint64_t>(codes_[row]) << 32 | static_cast<uint32_t>(facet.codes[row]);
    if (pair != last_pair) {
      const auto [it, is_new] = numbers.try_emplace(pair, static_cast<int32_t>(joined.size()));
      if (is_new) joined.push_back(names_[static_cast<size_t>(codes_[row])] + facet.texts[static_cast<size_t>(facet.codes[row])]);
      last_pair = pair;
      last_number = it->second;
    }
    codes_[row] = last_number;
  }
  names_ = std::move(joined);
}

std::vector<RowGroup> RowGroups::Finish() {
  if (codes_.empty()) return {{std::move(names_[0]), Rows::All(count_)}};

  // Rows of one group next to each other: counted, then placed.
  std::vector<int64_t> starts(names_.size() + 1, 0);
  for (const int32_t code : codes_) ++starts[static_cast<size_t>(code) + 1];
  for (size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  rows_.resize(codes_.size());
  std::vector<int64_t> next(starts.begin(), starts.end() - 1);
  for (size_t row = 0; row < codes_.size(); ++row)
    rows_[static_cast<size_t>(next[static_cast<size_t>(codes_[row])]++)] = static_cast<int32_t>(row);
  std::vector<RowGroup> groups;
  for (size_t i = 0; i < names_.size(); ++i)
    groups.push_back({std::move(names_[i]), {rows_.data() + starts[i], 0, starts[i + 1] - starts[i]}});
  return groups;
}

}  // namespace weir::store

#include "text/json_rows.hpp"

#include <cassert>

#include "text/json_values.hpp"

namespace weir::text {

Status CheckJsonColumns(const ArrowSchema& columns) {
  for (int64_t i = 0; i < columns.n_children; ++i) {
    const ArrowSchema& column = *columns.children[i];
    if (!TypeOf(column))
      return Status::Config("column `" + std::string(column.name) + "` is of type " + NameOfType(column) +
                            ", which can't be written as JSON");
  }
  return {};
}

JsonRows::JsonRows(const ArrowSchema& columns, const ArrowArray& batch, bool origin) : rows_(batch.length), offset_(batch.offset) {
  assert(columns.n_children == batch.n_children);
  for (int64_t i = 0; i < columns.n_children; ++i) {
    const ArrowSchema& column = *columns.children[i];
    if (IsOrigin(column.name) && !origin) continue;
    const auto type = TypeOf(column);
    assert(type && "checked when it was bound");
    std::string name;
    AppendText(column.name, name);
    name += ':';
    members_.push_back({std::move(name), Column(*batch.children[i]), batch.children[i], AppenderOf(*type)});
    if (type == Type::Dictionary) members_.back().words.resize(static_cast<size_t>(batch.children[i]->dictionary->length));
  }
}

void JsonRows::Append(int64_t first, int64_t count, std::string& out) {
  for (int64_t row = first; row < first + count; ++row) AppendRow(row, out);
}

void JsonRows::AppendRow(int64_t row, std::string& out) {
  assert(row >= 0 && row < rows_);
  row += offset_;
  char before = '{';
  for (Member& member : members_) {
    if (member.column.is_null(row)) continue;
    out += before;
    out += member.name;
    member.append(member, row, out);
    before = ',';
  }
  out += before == '{' ? "{}\n" : "}\n";
}

template <class Reader, auto kAppend>
void JsonRows::AppendValue(Member& member, int64_t row, std::string& out) {
  kAppend(Reader(*member.array)[row], out);
}

void JsonRows::AppendBool(Member& member, int64_t row, std::string& out) { out += Bools(*member.array)[row] ? "true" : "false"; }

void JsonRows::AppendWord(Member& member, int64_t row, std::string& out) {
  const DictionaryTexts texts(*member.array);
  std::string& word = member.words[static_cast<size_t>(texts.index(row))];
  if (word.empty()) AppendText(texts[row], word);
  out += word;
}

auto JsonRows::AppenderOf(Type type) -> void (*)(Member&, int64_t, std::string&) {
  switch (type) {
    case Type::Bool: return AppendBool;
    case Type::Int32: return AppendValue<Values<int32_t>, AppendInteger>;
    case Type::Int64: return AppendValue<Values<int64_t>, AppendInteger>;
    case Type::Double: return AppendValue<Values<double>, AppendDouble>;
    case Type::Timestamp: return AppendValue<Values<int64_t>, AppendTimestamp>;
    case Type::Text: return AppendValue<TextViews, AppendText>;
    case Type::Utf8: return AppendValue<OffsetTexts, AppendText>;
    case Type::Binary: return AppendValue<OffsetTexts, AppendBytes>;
    case Type::Dictionary: return AppendWord;
  }
  return nullptr;
}

}  // namespace weir::text

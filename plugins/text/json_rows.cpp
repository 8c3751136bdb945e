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
    members_.push_back(MemberOf(column, *batch.children[i]));
  }
}

JsonRows::Member JsonRows::MemberOf(const ArrowSchema& column, const ArrowArray& array) {
  const auto type = TypeOf(column);
  assert(type && "checked when it was bound");
  std::string name;
  if (column.name != nullptr) AppendText(column.name, name);  // a list's elements may have none, and need none
  name += ':';
  Member member{std::move(name), Column(array), &array, AppenderOf(*type)};
  if (type == Type::Dictionary) member.words.resize(static_cast<size_t>(array.dictionary->length));
  if (IsNested(*type))
    for (int64_t i = 0; i < column.n_children; ++i) member.children.push_back(MemberOf(*column.children[i], *array.children[i]));
  return member;
}

void JsonRows::Append(int64_t first, int64_t count, std::string& out) {
  for (int64_t row = first; row < first + count; ++row) AppendRow(row, out);
}

void JsonRows::AppendRow(int64_t row, std::string& out) {
  assert(row >= 0 && row < rows_);
  AppendMembers(members_, row + offset_, out);
  out += '\n';
}

void JsonRows::AppendMembers(std::vector<Member>& members, int64_t row, std::string& out) {
  char before = '{';
  for (Member& member : members) {
    if (member.column.is_null(row)) continue;
    out += before;
    out += member.name;
    member.append(member, row, out);
    before = ',';
  }
  out += before == '{' ? "{}" : "}";
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

void JsonRows::AppendList(Member& member, int64_t row, std::string& out) {
  const Lists lists(*member.array);
  Member& element = member.children[0];
  out += '[';
  for (int64_t i = lists.begin(row); i < lists.end(row); ++i) {
    if (i > lists.begin(row)) out += ',';
    if (element.column.is_null(i))
      out += "null";
    else
      element.append(element, i, out);
  }
  out += ']';
}

void JsonRows::AppendStruct(Member& member, int64_t row, std::string& out) {
  AppendMembers(member.children, Structs(*member.array).row_of_fields(row), out);
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
    case Type::List: return AppendList;
    case Type::Struct: return AppendStruct;
  }
  return nullptr;
}

}  // namespace weir::text

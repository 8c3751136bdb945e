#include "struct_lists.hpp"

#include "draft.hpp"
#include "weir/builders.hpp"

namespace weir::parsers {

Field ElementOf(const Column& column) {
  std::vector<Field> fields;
  for (const Column& part : column.parts()) fields.push_back({.name = part.name, .type = TypeOf(part.kind)});
  return StructOf("element", std::move(fields));
}

void StructLists::Reset() {
  rows_.clear();
  nulls_.clear();
  values_.clear();
}

void StructLists::Read(const Chunk& chunk, Finder& finder, Faults& faults, std::string& decoded, int32_t number) {
  const Elements& found = finder.TakeElements(column_->field);
  const uint8_t* const escapes = column_->escaped ? finder.escapes_of(column_->field) : nullptr;
  for (uint32_t row = 0; row < chunk.rows; ++row) {
    const Elements::Row& list = found.row(row);
    const auto begin = static_cast<uint32_t>(nulls_.size());
    if (list.is == Elements::Is::Other) {
      const Spans& whole = finder.Take(chunk, column_->field);
      faults.Add({Fault::What::NotStructs, chunk.first + row, column_, whole.start[row] - chunk.start[row], whole.text(chunk.base, row)});
    }
    for (uint32_t element = list.begin; element < list.end; ++element) {
      nulls_.push_back(found.is_null(element) ? 1 : 0);
      for (uint32_t part = 1; part <= found.parts(); ++part)
        values_.push_back(ValueOf(chunk, finder, escapes != nullptr && escapes[row] != 0, found.part(element, part), decoded, number));
    }
    rows_.push_back({list.is, begin, static_cast<uint32_t>(nulls_.size())});
  }
}

StructLists::Value StructLists::ValueOf(const Chunk& chunk, const Finder& finder, bool has_escapes, const Elements::Part& part,
                                        std::string& decoded, int32_t number) const {
  if (part.length < 0) return {TextView{0, {}}, true};
  const std::string_view text(chunk.base + part.start, static_cast<size_t>(part.length));
  const size_t at = decoded.size();
  if (has_escapes && finder.Decode(text, text.data()[-1], decoded))
    return {ViewOf(decoded.data() + at, static_cast<int32_t>(decoded.size() - at), number, static_cast<int32_t>(at)), false};
  return {ViewOf(text.data(), part.length, chunk.buffer, static_cast<int32_t>(part.start)), false};
}

void StructLists::Keep(std::span<const int64_t> rows) {
  for (size_t i = 0; i < rows.size(); ++i) rows_[i] = rows_[static_cast<size_t>(rows[i])];
  rows_.resize(rows.size());
}

ArrowArray StructLists::Finish(const std::vector<Buffer>& texts) const {
  ListBuilder lists;
  std::vector<uint32_t> elements;  // of the rows that are left
  for (const Elements::Row& row : rows_) {
    for (uint32_t element = row.begin; element < row.end; ++element) elements.push_back(element);
    row.is == Elements::Is::Missing ? lists.AppendNull() : lists.End(static_cast<int64_t>(elements.size()));
  }
  const auto count = static_cast<int64_t>(elements.size());
  StructBuilder structs(count);
  for (size_t i = 0; i < elements.size(); ++i)
    if (nulls_[elements[i]] != 0) structs.SetNull(static_cast<int64_t>(i));
  const size_t parts = column_->parts().size();
  std::vector<ArrowArray> fields;
  for (size_t part = 0; part < parts; ++part) {
    Draft field(Kind::Text);
    field.Reset(count);
    field.Open(0);
    for (size_t i = 0; i < elements.size(); ++i) {
      const Value& value = values_[elements[i] * parts + part];
      field.values<TextView>()[i] = value.view;
      field.missing()[i] = value.is_missing ? 0xff : 0;
    }
    fields.push_back(field.Finish(texts));
  }
  return lists.Finish(structs.Finish(std::move(fields)));
}

}  // namespace weir::parsers

// Columns as tests write them: a line each, name and Arrow format.
#pragma once

#include <string>

#include "drive.hpp"
#include "table.hpp"

namespace weir::parsers::test {

inline std::string NamesAndTypes(const ArrowSchema& schema) {
  std::string text;
  for (int64_t i = 0; i < schema.n_children; ++i)
    text += std::string(schema.children[i]->name) + " " + FormatOf(*TypeOf(*schema.children[i])) + "\n";
  return text;
}

// Of the input `message`; the columns of the parser alone.  What bind refused, instead.
inline std::string NamesAndTypes(const weir_component& component, std::string_view options) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  if (const Status status = Bind(component, options, *in.get(), &out); !status.ok()) return status.message();
  return NamesAndTypes(*out.get());
}

// Every column says what it is and since when.
inline bool IsDocumented(const Table& table) {
  for (const Column& column : table.columns)
    if (*column.doc == '\0' || *column.since == '\0' || column.field == 0 || column.field > table.fields) return false;
  return true;
}

}  // namespace weir::parsers::test

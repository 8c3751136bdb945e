// A schema as text, a column a line: its name and its Arrow format.
#pragma once

#include <string>

#include "weir/schema.hpp"

namespace weir::parsers::test {

inline std::string NamesAndTypes(const ArrowSchema& schema) {
  std::string out;
  for (int64_t i = 0; i < schema.n_children; ++i) {
    out += std::string(schema.children[i]->name) + " " + FormatOf(*TypeOf(*schema.children[i])) + "\n";
  }
  return out;
}

}  // namespace weir::parsers::test

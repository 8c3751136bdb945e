// Types in the words of Hive, which Athena and Glue take over.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "weir/arrow.h"

namespace weir::catalog {

// "array<struct<arn:string,type:string>>"; nothing when it can't be said.
std::optional<std::string> HiveType(const ArrowSchema& column);

// The same type in one spelling.
std::string NormalType(std::string_view type);

// How files with a column of type `ours` go with a table that has it as `theirs`.
enum class Fit {
  Same,
  Held,   // the table's is wider: readers widen what they find
  Widen,  // ours is wider: the table must become so first
  Other,
};
Fit FitOf(std::string_view theirs, std::string_view ours);

}  // namespace weir::catalog

// Values as text cases write them.
#pragma once

#include <optional>
#include <string>

#include "weir/array.hpp"
#include "weir/schema.hpp"

namespace weir::parsers::test {

// Integers and doubles in the shortest form, times as 2018-07-02T22:23:00.186641Z, text as it is but for control characters,
// which are \xHH, lists as [a, b], structs as {name: value, name: null}; nothing when the value is missing.
std::optional<std::string> Render(const ArrowSchema& schema, const ArrowArray& column, int64_t row);

}  // namespace weir::parsers::test

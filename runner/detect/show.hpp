// A value as a person reads it.
#pragma once

#include <string>

#include "weir/arrow.h"

namespace weir::detect {

// Of one row; it must not be null.  Text as it is, without what is not printable; times as ISO 8601.
std::string Show(const ArrowSchema& column, const ArrowArray& values, int64_t row);

}  // namespace weir::detect

// Which rows of a batch are meant: the words of store/rows.hpp.
#pragma once

#include "store/rows.hpp"

namespace weir::parquet {

using store::Rows;
using store::VisitRows;

}  // namespace weir::parquet

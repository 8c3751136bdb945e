// Rows that can never succeed, as batches: for a `rejected` port (the input's columns and weir.reason) and for the dead letters.
#pragma once

#include <span>
#include <string_view>

#include "weir/plugin.h"
#include "weir/schema.hpp"

namespace weir::graph {

// What the name of a file of dead letters gets when they were put back.
inline constexpr const char* kReplayed = ".replayed";

inline constexpr const char* kSplitColumn = "weir.split";
inline constexpr const char* kOffsetColumn = "weir.offset";
inline constexpr const char* kReasonColumn = "weir.reason";

// The columns of a `rejected` port whose node takes `in`.
Schema RejectedSchema(const ArrowSchema& in);
ArrowArray RejectedRows(const ArrowSchema& schema, const ArrowArray& array, std::span<const int64_t> rows,
                        std::span<const weir_str> reasons);

// time, node, split, offset, reason, raw, columns.  `raw` is the text of the column `message`, and `columns` the others as JSON; of rows
// without a message, `raw` is all of the row as JSON.
const Schema& DeadLetterSchema();
ArrowArray DeadLetters(std::string_view node, const ArrowSchema& schema, const ArrowArray& array, std::span<const int64_t> rows,
                       std::span<const weir_str> reasons);

}  // namespace weir::graph

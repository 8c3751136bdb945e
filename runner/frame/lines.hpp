// Cuts content into lines.  Works on one buffer at a time: complete lines become records, the rest is carried into the next buffer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "weir/arrow.h"
#include "weir/array.hpp"

namespace weir::frame {

// The records of one buffer, as two columns: the text (Type::Text, views into the buffer) and where each begins in the content.
struct Records {
  int64_t rows = 0;
  ArrowArray text{}, offset{};
};

// The length of the part of `content` that ends with its last newline; 0 when there is none.
size_t CompleteLines(std::string_view content);

// Cuts `buffer`, which begins at `base` in the content, into lines without their newlines.  The last may lack one.
Records CutLines(Buffer buffer, uint64_t base);

}  // namespace weir::frame

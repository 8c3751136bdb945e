// The records of one buffer as columns: the text (Type::Text, views into the buffer) and where each begins in the content.
#pragma once

#include <cstdint>
#include <span>

#include "frame/framing.hpp"
#include "weir/array.hpp"
#include "weir/arrow.h"

namespace weir::frame {

struct Records {
  int64_t rows = 0;
  ArrowArray text{}, offset{};
};

// `buffer` begins at `base` in the content.
Records RecordsOf(Buffer buffer, std::span<const Span> spans, uint64_t base);

}  // namespace weir::frame

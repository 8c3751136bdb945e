// The position of a split of bytes: where in the content the last committed record ended, and what is needed to go on there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "frame/framing.hpp"

namespace weir::graph {

struct BytePosition {
  uint64_t offset = 0;   // in the content
  bool plain = false;    // the content lies in the object as it is
  frame::Place place{};  // what lies at `offset`
  std::string head;      // the header lines
  std::string mark;      // the source's own

  std::string Encode() const;
  // Of an empty position, or of bytes that are none: the start.
  static BytePosition Decode(std::string_view bytes);
};

}  // namespace weir::graph

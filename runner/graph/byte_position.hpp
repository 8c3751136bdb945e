// The position of a split of bytes: where in the content the last committed record ended, and what is needed to go on there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::graph {

struct BytePosition {
  uint64_t offset = 0;          // in the content
  bool plain = false;           // the content lies in the object as it is
  bool unended = false;         // the last record had no newline: the content may have grown inside it
  bool in_long_record = false;  // the record at `offset` was rejected as too long; the rest of it is passed over
  std::string head;             // the header lines
  std::string mark;             // the source's own

  std::string Encode() const;
  // Of an empty position, or of bytes that are none: the start.
  static BytePosition Decode(std::string_view bytes);
};

}  // namespace weir::graph

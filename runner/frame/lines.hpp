// Cuts content into records that end with a newline: a line each, or several lines when a pattern says which line begins a record.
// Works on one buffer at a time: complete records are cut, the rest is carried into the next buffer.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "weir/array.hpp"
#include "weir/arrow.h"

namespace re2 {
class RE2;
}

namespace weir::frame {

// The records of one buffer, as two columns: the text (Type::Text, views into the buffer) and where each begins in the content.
struct Records {
  int64_t rows = 0;
  ArrowArray text{}, offset{};
};

class Lines {
 public:
  Lines() = default;
  // A record begins at a line in which `start` is found; the lines that follow belong to it (stack traces).
  explicit Lines(std::shared_ptr<const re2::RE2> start) : start_(std::move(start)) {}

  // The length of the part of `content` that holds whole records for sure, whatever follows; 0 when there is none.
  size_t Complete(std::string_view content) const;
  // Where the first record begins, given content that begins inside one that is passed over; npos when none can be seen to.
  // `ended`: no content follows.
  size_t NextStart(std::string_view content, bool ended) const;
  // Cuts `buffer`, which begins at `base` in the content, into records without their last newline.  The last may lack one.
  Records Cut(Buffer buffer, uint64_t base) const;

 private:
  bool Begins(std::string_view line) const;
  std::shared_ptr<const re2::RE2> start_;  // null: every line is a record
};

}  // namespace weir::frame

// Records that are JSON values: one below the other, over many lines, or with nothing between; RFC 7464's record separator may be.
#pragma once

#include <string>

#include "frame/framing.hpp"

namespace weir::frame {

// A value is taken by its brackets and strings, and not checked.  What begins none is rejected up to its newline.  A value that has a newline
// inside a string is broken, as is a line that was cut off, and is rejected up to there, so that it does not take the lines behind it along.
class JsonValues final : public Framing {
 public:
  JsonValues() = default;
  // Each element of the array under this key of a document is a record; what else the document has is passed over.  The key is compared
  // as it is written, and the first of its arrays counts.
  explicit JsonValues(std::string within) : within_(std::move(within)) {}

  Found Cut(const Look& look) const override;
  bool EndsRecord(char next) const override;

 private:
  std::string within_;  // empty: each value is a record
};

}  // namespace weir::frame

// Places in a text.  Lines and columns count from 1, columns and widths in bytes: what a reader sees of them is the renderer's business.
#pragma once

#include <compare>
#include <cstddef>
#include <string_view>
#include <vector>

namespace weir::config {

struct Location {
  int line = 0;  // 0: no place in the file
  int column = 0;
  int width = 0;

  bool known() const { return line > 0; }
  friend auto operator<=>(const Location&, const Location&) = default;
};

// Finds lines by number and places by offset.  Looks at the text, which must outlive it.
class Lines {
 public:
  explicit Lines(std::string_view text);

  size_t count() const { return starts_.size(); }
  // The line without its end; empty when there is no such line.
  std::string_view Line(int number) const;
  // Where the bytes from `begin` to `end` are; what goes past the end of the first line is left out.
  Location At(size_t begin, size_t end) const;
  // The offset of the `character`-th code point of a line, both from 1; the end of the line when it is shorter.
  size_t OffsetOfCharacter(int line, int character);

 private:
  std::string_view text_;
  std::vector<size_t> starts_;
  bool ascii_;
  // The offsets of the characters of the line asked for last: a parser asks for many places of one line.
  int measured_line_ = 0;
  std::vector<size_t> measured_;
};

}  // namespace weir::config

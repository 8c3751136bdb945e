#include "config/lines.hpp"

#include <algorithm>

namespace weir::config {

Lines::Lines(std::string_view text)
    : text_(text), starts_{0}, ascii_(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) starts_.push_back(at + 1);
}

std::string_view Lines::Line(int number) const {
  if (number < 1 || static_cast<size_t>(number) > starts_.size()) return {};
  const auto index = static_cast<size_t>(number);
  const size_t begin = starts_[index - 1];
  std::string_view line = text_.substr(begin, (index < starts_.size() ? starts_[index] - 1 : text_.size()) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Location Lines::At(size_t begin, size_t end) const {
  const auto after = std::ranges::upper_bound(starts_, begin);
  const size_t start = *(after - 1);
  const int line = static_cast<int>(after - starts_.begin());
  const size_t line_end = start + Line(line).size();
  const size_t last = std::max(std::min(end, line_end), begin);
  return {line, static_cast<int>(begin - start) + 1, std::max(static_cast<int>(last - begin), 1)};
}

size_t Lines::OffsetOfCharacter(int line, int character) {
  if (line < 1) return 0;
  if (static_cast<size_t>(line) > starts_.size()) return text_.size();
  const size_t start = starts_[static_cast<size_t>(line) - 1];
  const std::string_view of = Line(line);
  const auto index = static_cast<size_t>(std::max(character, 1) - 1);
  if (ascii_) return start + std::min(index, of.size());
  if (measured_line_ != line) {
    measured_line_ = line;
    measured_.clear();
    for (size_t i = 0; i < of.size(); ++i)
      if ((static_cast<unsigned char>(of[i]) & 0xc0) != 0x80) measured_.push_back(start + i);
  }
  return index < measured_.size() ? measured_[index] : start + of.size();
}

}  // namespace weir::config

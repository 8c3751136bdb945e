#include "config/display.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace weir::config {
namespace {

constexpr size_t kTabCells = 4;
constexpr size_t kLongestQuote = 60;

struct Range {
  uint32_t first, last;
};
// East Asian Width W and F (Unicode 15, UAX #11), rounded to blocks.
constexpr Range kWide[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},  {0xfe30, 0xfe6f},
                           {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
// Combining marks, joiners and the characters that turn the direction of writing: a terminal gives them no cell.
constexpr Range kNone[] = {{0x0300, 0x036f}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x2069}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}};

template <size_t N>
bool In(const Range (&ranges)[N], uint32_t point) {
  return std::any_of(std::begin(ranges), std::end(ranges), [point](Range r) { return point >= r.first && point <= r.last; });
}

// Reads one code point and returns its length; 0 when the bytes are not UTF-8.
size_t Decode(std::string_view text, uint32_t& point) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const size_t length = first < 0x80                    ? 1
                        : first >= 0xc2 && first < 0xe0 ? 2
                        : first >= 0xe0 && first < 0xf0 ? 3
                        : first >= 0xf0 && first < 0xf5 ? 4
                                                        : 0;
  if (length == 0 || length > text.size()) return 0;
  point = length == 1 ? first : first & (0xffu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3f);
  }
  const bool is_overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  return is_overlong || (point >= 0xd800 && point < 0xe000) || point > 0x10ffff ? 0 : length;
}

bool IsDirection(uint32_t point) { return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069); }

}  // namespace

Shown Show(std::string_view text) {
  Shown shown;
  while (!text.empty()) {
    uint32_t point = 0;
    const size_t length = Decode(text, point);
    if (length == 0) {
      shown.text += "\xef\xbf\xbd";  // U+FFFD
      ++shown.cells;
      text.remove_prefix(1);
      continue;
    }
    if (point == '\t') {
      shown.text.append(kTabCells, ' ');
      shown.cells += kTabCells;
    } else if (point < 0x20 || (point >= 0x7f && point < 0xa0) || IsDirection(point)) {
      shown.text += "\xef\xbf\xbd";
      ++shown.cells;
    } else {
      shown.text.append(text.substr(0, length));
      shown.cells += In(kWide, point) ? 2 : In(kNone, point) ? 0 : 1;
    }
    text.remove_prefix(length);
  }
  return shown;
}

bool IsUtf8(std::string_view text) {
  uint32_t point = 0;
  for (size_t length; !text.empty(); text.remove_prefix(length))
    if ((length = Decode(text, point)) == 0) return false;
  return true;
}

std::string Quoted(std::string_view text) {
  if (text.size() <= kLongestQuote) return fmt::format("\"{}\"", Show(text).text);
  size_t cut = kLongestQuote;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  return fmt::format("\"{}...\"", Show(text.substr(0, cut)).text);
}

}  // namespace weir::config

#include "config/nesting.hpp"

#include <algorithm>
#include <cstddef>

namespace weir::config {
namespace {

// Returns the offset behind the string that starts at `at`.  It must end where TOML ends it, or what follows could hide in it.
size_t SkipString(std::string_view text, size_t at) {
  const char quote = text[at];
  const bool is_long = at + 2 < text.size() && text[at + 1] == quote && text[at + 2] == quote;
  size_t quotes = 0;
  for (size_t i = at + (is_long ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == quote) {
      if (!is_long) return i + 1;
      // Up to two quotes may stand before the three that end a long string, so five in a row end it.
      if (++quotes == 3) {
        size_t end = i + 1;
        while (end < text.size() && end < i + 3 && text[end] == quote) ++end;
        return end;
      }
      continue;
    }
    quotes = 0;
    if (quote == '"' && text[i] == '\\')
      ++i;
    else if (!is_long && text[i] == '\n')
      return i;
  }
  return text.size();
}

}  // namespace

std::optional<Location> TooDeep(std::string_view text, const Lines& lines) {
  int brackets = 0, dots = 0;
  for (size_t i = 0; i < text.size();) {
    switch (text[i]) {
      case '#': i = std::min(text.find('\n', i), text.size()); continue;
      case '"':
      case '\'': i = SkipString(text, i); continue;
      case '[':
      case '{':
        dots = 0;
        if (++brackets > kDeepestBrackets) return lines.At(i, i + 1);
        break;
      case ']':
      case '}': brackets = std::max(brackets - 1, 0); break;
      case '.':
        if (++dots >= kLongestKey) return lines.At(i, i + 1);
        break;
      case '\n':
      case ',':
      case '=': dots = 0; break;
      default: break;
    }
    ++i;
  }
  return std::nullopt;
}

}  // namespace weir::config

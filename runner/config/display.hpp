// What a terminal shows of text that somebody else wrote: no control characters, no broken UTF-8, tabs as spaces, and how many
// cells it all takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::config {

struct Shown {
  std::string text;
  size_t cells = 0;
};

Shown Show(std::string_view text);

bool IsUtf8(std::string_view text);

// The text in quotes for a message: shown as above, and cut when it is long.
std::string Quoted(std::string_view text);

// Names as `a`, `b` or `c`; a long list ends in "...".
template <class Names>
std::string OneOf(const Names& names, std::string_view quote = "`") {
  constexpr size_t kMost = 12;
  std::string out;
  const size_t count = names.size();
  for (size_t i = 0; i < count; ++i) {
    if (i == kMost) return out + ", ...";
    if (i > 0) out += i + 1 == count ? " or " : ", ";
    out.append(quote).append(names[i]).append(quote);
  }
  return out;
}

}  // namespace weir::config

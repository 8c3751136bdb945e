// How deep a TOML text nests, told before anything recurses over it: a file of a million dots or brackets must not overflow the stack.
#pragma once

#include <optional>
#include <string_view>

#include "config/lines.hpp"

namespace weir::config {

inline constexpr int kDeepestBrackets = 64;
inline constexpr int kLongestKey = 16;  // parts of a dotted key

// The first place that nests deeper than that.
std::optional<Location> TooDeep(std::string_view text, const Lines& lines);

}  // namespace weir::config

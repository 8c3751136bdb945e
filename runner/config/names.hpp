// What a node or a parameter may be called.
#pragma once

#include <algorithm>
#include <string_view>

namespace weir::config {

inline constexpr std::string_view kNameRule = "expected letters, digits, `_` and `-`, not beginning with a digit or `-`";

inline bool IsName(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto may_follow = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, may_follow);
}

}  // namespace weir::config

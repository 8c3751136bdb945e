// Reading a record from its front: what is taken off is what was asked for, or nothing is.
#pragma once

#include <string_view>

namespace weir::parsers {

// This text, which is passed over.
inline bool TakeText(std::string_view& left, std::string_view text) {
  if (!left.starts_with(text)) return false;
  left.remove_prefix(text.size());
  return true;
}

// What stands before `stop`, which is passed over.
inline bool TakeUntil(std::string_view& left, std::string_view stop, std::string_view& value) {
  const size_t at = left.find(stop);
  if (at == std::string_view::npos) return false;
  value = left.substr(0, at);
  left.remove_prefix(at + stop.size());
  return true;
}

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// One digit or more.
inline bool TakeNumber(std::string_view& left, std::string_view& value) {
  size_t digits = 0;
  while (digits < left.size() && IsDigit(left[digits])) ++digits;
  value = left.substr(0, digits);
  left.remove_prefix(digits);
  return digits > 0;
}

}  // namespace weir::parsers

#include "cwlogs/name_pattern.hpp"

#include <fnmatch.h>

#include <utility>

namespace weir::cwlogs {

// No name has one of these: "*", "?", "[" and "\" are in the names of neither groups nor streams.
NamePattern::NamePattern(std::string text) : text_(std::move(text)), prefix_(text_.substr(0, text_.find_first_of("*?[\\"))) {}

bool NamePattern::Matches(const std::string& name) const {
  return is_name() ? name == text_ : ::fnmatch(text_.c_str(), name.c_str(), 0) == 0;
}

}  // namespace weir::cwlogs

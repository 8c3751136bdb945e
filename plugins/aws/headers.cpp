#include <algorithm>

#include "aws/http.hpp"

namespace weir::aws {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

const std::string* FindHeader(const Headers& headers, std::string_view name) {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) {
    return std::ranges::equal(header.first, name, [](char a, char b) { return Lower(a) == Lower(b); });
  });
  return found == headers.end() ? nullptr : &found->second;
}

}  // namespace weir::aws

#include "text/suffix.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace weir::text {
namespace {

constexpr size_t kLongestSuffix = 32;

bool IsSuffix(std::string_view text) {
  return text.size() > 1 && text.size() <= kLongestSuffix &&
         std::ranges::all_of(text.substr(1), [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
}

}  // namespace

std::string TakeSuffix(std::string& path) {
  const std::string_view all = path;
  const size_t part = all.rfind('/') == std::string_view::npos ? 0 : all.rfind('/') + 1;
  size_t dot = all.rfind('.');
  if (dot == std::string_view::npos || dot < part || !IsSuffix(all.substr(dot))) return {};
  const std::string_view compressed = all.substr(dot);
  if (const size_t inner = dot == 0 ? std::string_view::npos : all.rfind('.', dot - 1); (compressed == ".gz" || compressed == ".zst") &&
                                                                                        inner != std::string_view::npos && inner >= part &&
                                                                                        IsSuffix(all.substr(inner, dot - inner)))
    dot = inner;
  std::string suffix = path.substr(dot);
  path.resize(dot);
  return suffix;
}

}  // namespace weir::text

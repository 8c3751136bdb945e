#include "number.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace weir::parsers {
namespace {

template <class T>
Read Convert(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return end == text.data() + text.size() ? Read::TooBig : Read::Malformed;
  return error == std::errc() && end == text.data() + text.size() ? Read::Ok : Read::Malformed;
}

}  // namespace

Read ReadInteger(std::string_view text, int64_t& value) { return Convert(text, value); }

Read ReadBool(std::string_view text, uint8_t& value) {
  const auto is = [text](std::string_view word) {
    return std::ranges::equal(text, word, [](char one, char other) { return (one | 0x20) == other; });
  };
  value = is("true") ? 1 : 0;
  return value != 0 || is("false") ? Read::Ok : Read::Malformed;
}

Read ReadDouble(std::string_view text, double& value) {
  // from_chars takes "inf" and "nan" too, and no log means them.
  const size_t first = text.starts_with('-') ? 1 : 0;
  if (first >= text.size() || !((text[first] >= '0' && text[first] <= '9') || text[first] == '.')) return Read::Malformed;
  return Convert(text, value);
}

}  // namespace weir::parsers

#include "aws/printable.hpp"

#include <algorithm>
#include <cstdint>

namespace weir::aws {
namespace {

bool IsContinuation(unsigned char c) { return (c & 0xC0) == 0x80; }

// Bytes of the character that `text` begins with; 0: it begins with none.
size_t CharacterAt(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || size > text.size()) return 0;
  for (size_t i = 1; i < size; ++i)
    if (!IsContinuation(byte(i))) return 0;
  // Overlong, a surrogate, past the last plane; and U+0080 to U+009F, which control terminals.
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) || (first == 0xF0 && byte(1) < 0x90) ||
      (first == 0xF4 && byte(1) > 0x8F) || (first == 0xC2 && byte(1) < 0xA0))
    return 0;
  return size;
}

}  // namespace

std::string Printable(std::string_view text, size_t most) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  std::string shown;
  while (!text.empty()) {
    const size_t size = CharacterAt(text);
    if (shown.size() + std::max<size_t>(size, 1) > most) break;
    if (size == 0)
      shown += '?';
    else
      shown += text.substr(0, size);
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  shown.resize(shown.find_last_not_of(' ') + 1);  // where it was cut
  return shown;
}

std::string ShownUrl(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const size_t scheme = url.find("://");
  const size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view authority = url.substr(begin, url.find('/', begin) - begin);
  const size_t at = authority.rfind('@');
  const size_t host = at == std::string_view::npos ? begin : begin + at + 1;
  return Printable(std::string(url.substr(0, begin)) + std::string(url.substr(host)), 512);
}

}  // namespace weir::aws

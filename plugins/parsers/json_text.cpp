#include "json_text.hpp"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace weir::parsers {
namespace {

constexpr size_t kUnicode = 6;  // bytes of \u0041
constexpr uint32_t kReplacement = 0xfffd;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool EndsScalar(char c) { return IsJsonSpace(c) || c == ',' || c == '}' || c == ']' || c == ':'; }

bool TakeDigits(const char*& text) {
  if (!IsDigit(*text)) return false;
  while (IsDigit(*text)) ++text;
  return true;
}

bool IsNumber(const char* text) {
  if (*text == '-') ++text;
  if (*text == '0')
    ++text;
  else if (!TakeDigits(text))
    return false;
  if (*text == '.' && !TakeDigits(++text)) return false;
  if (*text == 'e' || *text == 'E') {
    ++text;
    if (*text == '+' || *text == '-') ++text;
    if (!TakeDigits(text)) return false;
  }
  return EndsScalar(*text);
}

// Of \uHHHH at the front of `text`: the number; nothing else than a number fits in 16 bits.
constexpr uint32_t kNoUnit = 0x10000;
uint32_t UnitOf(std::string_view text) {
  if (text.size() < kUnicode || text[0] != '\\' || text[1] != 'u') return kNoUnit;
  uint32_t unit = 0;
  const auto [end, error] = std::from_chars(&text[2], text.data() + kUnicode, unit, 16);
  return error == std::errc() && end == text.data() + kUnicode ? unit : kNoUnit;
}

void AppendUtf8(uint32_t point, std::string& out) {
  const auto put = [&out](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto tail = [](uint32_t bits) { return 0x80 | (bits & 0x3f); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6), put(tail(point));
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12), put(tail(point >> 6)), put(tail(point));
  } else {
    put(0xf0 | point >> 18), put(tail(point >> 12)), put(tail(point >> 6)), put(tail(point));
  }
}

}  // namespace

bool IsJsonScalar(const char* text) {
  const auto is = [text](std::string_view word) {
    return std::memcmp(text, word.data(), word.size()) == 0 && EndsScalar(text[word.size()]);
  };
  switch (*text) {
    case 't': return is("true");
    case 'f': return is("false");
    case 'n': return is("null");
    default: return IsNumber(text);
  }
}

const char* FindBadEscape(std::string_view json) {
  for (size_t at = json.find('\\'); at != json.npos; at = json.find('\\', at)) {
    const char letter = at + 1 < json.size() ? json[at + 1] : '\0';
    if (letter == 'u' ? UnitOf(json.substr(at)) == kNoUnit : std::string_view("\"\\/bfnrt").find(letter) == std::string_view::npos)
      return &json[at];
    at += letter == 'u' ? kUnicode : 2;
  }
  return nullptr;
}

size_t AppendJsonUnicode(std::string_view text, std::string& out) {
  const uint32_t unit = UnitOf(text);
  if (unit == kNoUnit) return 0;
  if (unit < 0xd800 || unit > 0xdfff) return AppendUtf8(unit, out), kUnicode;
  const uint32_t low = unit < 0xdc00 ? UnitOf(text.substr(kUnicode)) : kNoUnit;
  if (low < 0xdc00 || low > 0xdfff) return AppendUtf8(kReplacement, out), kUnicode;
  AppendUtf8(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), out);
  return 2 * kUnicode;
}

}  // namespace weir::parsers

#include "escape.hpp"

#include <algorithm>

#include "hex.hpp"

namespace weir::parsers {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";
constexpr size_t kShown = 48;  // bytes of a value in a message

// Pairs: what follows the backslash, and what both stand for.
constexpr std::string_view LettersOf(Escapes escapes) {
  switch (escapes) {
    case Escapes::Bytes: return "\"\"\\\\";
    case Escapes::Httpd: return "\"\"\\\\b\bn\nr\rt\tv\v";
    case Escapes::Json: return "\"\"\\\\//b\bf\fn\nr\rt\t";
    case Escapes::Sql: return "''\"\"\\\\b\bf\fn\nr\rt\t";
  }
  return {};
}

// The value of `text`, hexadecimal digits; -1 when it holds others.
int ReadHex(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    const int digit = HexDigit(c);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// As UTF-8.  Half of a surrogate pair becomes what it would be alone: three bytes, never more than were read.
void PutCodePoint(int code, std::string& out) {
  const auto put = [&out](int byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

// Appends what the escape at the front of `text` stands for, and returns how many bytes it takes; 1 for a backslash that begins none.
size_t ReadEscape(std::string_view text, Escapes escapes, std::string& out) {
  const std::string_view letters = LettersOf(escapes);
  for (size_t i = 0; i < letters.size() && text.size() >= 2; i += 2) {
    if (text[1] != letters[i]) continue;
    out.push_back(letters[i + 1]);
    return 2;
  }
  const bool bytes = escapes == Escapes::Bytes || escapes == Escapes::Httpd;
  if (bytes && text.size() >= 4 && text[1] == 'x') {
    if (const int byte = ReadHex(text.substr(2, 2)); byte >= 0) {
      out.push_back(static_cast<char>(byte));
      return 4;
    }
  }
  if (escapes == Escapes::Json && text.size() >= 6 && text[1] == 'u') {
    if (const int code = ReadHex(text.substr(2, 4)); code >= 0) {
      PutCodePoint(code, out);
      return 6;
    }
  }
  out.push_back('\\');
  return 1;
}

}  // namespace

bool Decode(std::string_view text, std::string& out, Escapes escapes) {
  const size_t before = out.size();
  bool changed = false;
  while (!text.empty()) {
    const size_t plain = std::min(text.find('\\'), text.size());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const size_t taken = ReadEscape(text, escapes, out);
    changed |= taken > 1;
    text.remove_prefix(taken);
  }
  if (!changed) out.resize(before);
  return changed;
}

bool DecodeDoubled(std::string_view text, std::string& out) {
  size_t quotes = text.find("\"\"");
  if (quotes == std::string_view::npos) return false;
  for (; quotes != std::string_view::npos; quotes = text.find("\"\"")) {
    out.append(text.substr(0, quotes + 1));
    text.remove_prefix(quotes + 2);
  }
  out.append(text);
  return true;
}

bool IsEscaped(const char* first, const char* at) {
  const char* before = at;
  while (before > first && before[-1] == '\\') --before;
  return (at - before) % 2 == 1;
}

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  out += text.size() > kShown ? "\"..." : "\"";
  return out;
}

}  // namespace weir::parsers

#include "escape.hpp"

#include <algorithm>

#include "hex.hpp"
#include "json_text.hpp"

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
    const int high = HexDigit(text[2]), low = HexDigit(text[3]);
    if (high >= 0 && low >= 0) {
      out.push_back(static_cast<char>(high * 16 + low));
      return 4;
    }
  }
  if (escapes == Escapes::Json)
    if (const size_t taken = AppendJsonUnicode(text, out); taken > 0) return taken;
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

#include "escape.hpp"

#include <algorithm>

#include "hex.hpp"

namespace weir::parsers {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";
constexpr size_t kShown = 48;  // bytes of a value in a message

// How many bytes the escape at the front of `text` takes, and the byte it stands for; 1 and the backslash when it is none.
size_t ReadEscape(std::string_view text, char& byte) {
  byte = text[0];
  if (text.size() >= 2 && (text[1] == '"' || text[1] == '\\')) {
    byte = text[1];
    return 2;
  }
  if (text.size() >= 4 && text[1] == 'x') {
    const int high = HexDigit(text[2]), low = HexDigit(text[3]);
    if (high >= 0 && low >= 0) {
      byte = static_cast<char>(high * 16 + low);
      return 4;
    }
  }
  return 1;
}

}  // namespace

bool Decode(std::string_view text, std::string& out) {
  const size_t before = out.size();
  bool changed = false;
  while (!text.empty()) {
    const size_t plain = std::min(text.find('\\'), text.size());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    char byte;
    const size_t taken = ReadEscape(text, byte);
    out.push_back(byte);
    changed |= taken > 1;
    text.remove_prefix(taken);
  }
  if (!changed) out.resize(before);
  return changed;
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

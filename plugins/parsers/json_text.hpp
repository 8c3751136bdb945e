// The smallest parts of JSON: numbers, words, and the escapes in texts; and writing them.
#pragma once

#include <string>
#include <string_view>

namespace weir::parsers {

inline bool IsJsonSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Whether a number, or true, false or null, stands here and ends before a space or one of , : ] }.  Reads up to there.
bool IsJsonScalar(const char* text);

// The first backslash after which stands none of JSON's escapes, or null.  `json` has its texts closed.
const char* FindBadEscape(std::string_view json);

// Appends what \uHHHH at the front of `text` stands for, or a pair of surrogates there, as UTF-8; half of a pair without the other
// becomes U+FFFD.  The bytes it takes; 0, and nothing is appended, when there is no such escape.
size_t AppendJsonUnicode(std::string_view text, std::string& out);

// Appends a string of JSON, in quotes.  Bytes that are not UTF-8 stay as they are.
inline void PutJson(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += '\\';
      out += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    } else {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  out += '"';
}

}  // namespace weir::parsers

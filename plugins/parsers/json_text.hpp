// The smallest parts of JSON: numbers, words, and the escapes in texts.
#pragma once

#include <string>
#include <string_view>

namespace weir::parsers {

inline bool IsJsonSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Whether a number, or true, false or null, stands here and ends before a space or one of , : ] }.  Reads up to there.
bool IsJsonScalar(const char* text);

// The first backslash after which stands none of JSON's escapes, or null.  `json` has its texts closed.
const char* FindBadEscape(std::string_view json);

// Appends what a text stands for, whose escapes are good.  False, and nothing is appended, when it has none.  Half of a pair of
// surrogates without the other becomes U+FFFD.
bool DecodeJson(std::string_view text, std::string& out);

}  // namespace weir::parsers

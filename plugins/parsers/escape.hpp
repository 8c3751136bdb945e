// What a backslash means between quotes: \" is a quote, \\ a backslash, \xHH a byte.  Any other stands for itself.
#pragma once

#include <string>
#include <string_view>

namespace weir::parsers {

// Appends `text` as it was before it was written.  False, and nothing is appended, when there was nothing to decode.
bool Decode(std::string_view text, std::string& out);

// `text` for a message: short, on one line, and safe on a terminal; quotes around it.
std::string Quote(std::string_view text);

}  // namespace weir::parsers

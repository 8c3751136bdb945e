// What a backslash means in a text.  One that begins none of the escapes stands for itself.
#pragma once

#include <string>
#include <string_view>

namespace weir::parsers {

// By who writes them.
enum class Escapes {
  Bytes,  // \" \\ \xHH
  Httpd,  // the same, and \b \n \r \t \v
  Json,   // \" \\ \/ \b \f \n \r \t \uHHHH
  Sql,    // \' \" \\ \b \f \n \r \t
};

// Appends `text` as it was before it was written.  False, and nothing is appended, when there was nothing to decode.
bool Decode(std::string_view text, std::string& out, Escapes escapes = Escapes::Bytes);

// The same, where "" is a quote and nothing else is an escape.
bool DecodeDoubled(std::string_view text, std::string& out);

// Whether the byte at `at` follows an odd number of backslashes, none of them before `first`.
bool IsEscaped(const char* first, const char* at);

// `text` for a message: short, on one line, and safe on a terminal; quotes around it.
std::string Quote(std::string_view text);

}  // namespace weir::parsers

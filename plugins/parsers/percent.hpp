// Percent-encoding, as URLs have it: %20 is a space.
#pragma once

#include <string>
#include <string_view>

namespace weir::parsers {

// Appends what `text` stands for when it is decoded up to `times` times: as often as there is a % in it, each with two hexadecimal
// digits behind it, and neither a space nor a control character nor a byte past ASCII, which an encoder would not have left there.
// False, and nothing is appended, when there is nothing to decode.
bool DecodePercent(std::string_view text, int times, std::string& out);

}  // namespace weir::parsers

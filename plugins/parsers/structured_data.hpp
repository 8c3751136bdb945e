// The structured data of RFC 5424: [id name="value" ...][id ...].
#pragma once

#include <string>
#include <string_view>

namespace weir::parsers {

// Takes all elements off the front.  Null when they are well formed, else what is wrong, a static text, with `left` at the place.
const char* TakeStructuredData(std::string_view& left);

// Appends them, which are well formed, as an object of objects: {"id":{"name":"value"}}.  Names that come again have a list of values.
void PutStructuredData(std::string_view text, std::string& out);

}  // namespace weir::parsers

// What strangers wrote, as a message may show it.
#pragma once

#include <string>
#include <string_view>

namespace weir::aws {

// At most `most` bytes; control bytes, and bytes that are no UTF-8, as `?`; white space at the ends is left out.
std::string Printable(std::string_view text, size_t most);

// scheme://host/path: without a user, a password, a query, a fragment.
std::string ShownUrl(std::string_view url);

}  // namespace weir::aws

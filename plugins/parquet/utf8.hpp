// A String column holds UTF-8, and logs hold whatever clients sent.  What is not UTF-8 becomes U+FFFD, one for each maximal
// part of a sequence that cannot go on, as Unicode's chapter 3.9 recommends.
#pragma once

#include <string>
#include <string_view>

namespace weir::parquet {

bool IsUtf8(std::string_view text);
std::string RepairUtf8(std::string_view text);

}  // namespace weir::parquet

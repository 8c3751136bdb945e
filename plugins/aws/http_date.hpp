// Dates of HTTP headers: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7; the obsolete forms are none).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace weir::aws {

std::optional<std::chrono::system_clock::time_point> ParseHttpDate(std::string_view text);

}  // namespace weir::aws

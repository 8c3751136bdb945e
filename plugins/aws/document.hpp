// Credentials as JSON: what a credential_process prints, a container's endpoint and the metadata service send.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "aws/credentials.hpp"

namespace weir::aws {

// 2024-05-29T00:21:43Z, with a fraction or an offset from UTC.
std::optional<std::chrono::system_clock::time_point> ParseInstant(std::string_view text);

// FATAL when it is no such document; no message holds any of it.  `token_name`: "SessionToken" or "Token".
Result<Credentials> ParseDocument(std::string_view text, const char* token_name);

}  // namespace weir::aws

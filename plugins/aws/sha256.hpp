// SHA-256 and its HMAC, of OpenSSL.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace weir::aws {

using Digest = std::array<unsigned char, 32>;

Digest Sha256(std::string_view text);
Digest HmacSha256(std::string_view key, std::string_view text);

inline std::string_view Bytes(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }
std::string Hex(std::string_view bytes);  // lower case

}  // namespace weir::aws

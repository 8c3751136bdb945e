#include "store/hive.hpp"

#include <cstdint>
#include <optional>

namespace weir::store {
namespace {

constexpr std::string_view kSpecial = "\"#%'*/:=?\\\x7f{}[]^";

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

}  // namespace

void AppendPercent(char byte, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const auto value = static_cast<uint8_t>(byte);
  out.push_back('%');
  out.push_back(kHex[value >> 4]);
  out.push_back(kHex[value & 15]);
}

std::string EscapeHive(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (static_cast<uint8_t>(c) >= 0x20 && kSpecial.find(c) == std::string_view::npos)
      escaped.push_back(c);
    else
      AppendPercent(c, escaped);
  }
  return escaped;
}

std::string UnescapeHive(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto high = text[i] == '%' && i + 2 < text.size() ? HexDigit(text[i + 1]) : std::nullopt;
    const auto low = high ? HexDigit(text[i + 2]) : std::nullopt;
    plain.push_back(low ? static_cast<char>(*high * 16 + *low) : text[i]);
    if (low) i += 2;
  }
  return plain;
}

std::string HiveFolder(std::string_view name, std::string_view value) {
  std::string folder = EscapeHive(name);
  folder += '=';
  folder += value.empty() ? std::string(kHiveDefault) : EscapeHive(value);
  folder += '/';
  return folder;
}

}  // namespace weir::store

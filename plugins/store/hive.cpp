#include "store/hive.hpp"

#include <cstdint>

namespace weir::store {
namespace {

constexpr std::string_view kSpecial = "\"#%'*/:=?\\\x7f{}[]^";

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

std::string HiveFolder(std::string_view name, std::string_view value) {
  std::string folder = EscapeHive(name);
  folder += '=';
  folder += value.empty() ? std::string(kHiveDefault) : EscapeHive(value);
  folder += '/';
  return folder;
}

}  // namespace weir::store

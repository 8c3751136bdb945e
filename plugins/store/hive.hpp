// Names of Hive partition folders: name=value, with what a path could stumble over percent-encoded as Hive does.
#pragma once

#include <string>
#include <string_view>

namespace weir::store {

// Stands for null and for the empty string.
inline constexpr std::string_view kHiveDefault = "__HIVE_DEFAULT_PARTITION__";

std::string EscapeHive(std::string_view text);
// What was escaped so; what is no escape stays as it is.
std::string UnescapeHive(std::string_view text);
// "name=value/"
std::string HiveFolder(std::string_view name, std::string_view value);
// "%0A"
void AppendPercent(char byte, std::string& out);

}  // namespace weir::store

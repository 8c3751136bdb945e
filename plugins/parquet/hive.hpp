// Names of Hive partition folders: name=value, with what a path could stumble over percent-encoded as Hive does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::parquet {

// Stands for null and for the empty string.
inline constexpr std::string_view kHiveDefault = "__HIVE_DEFAULT_PARTITION__";

std::string EscapeHive(std::string_view text);
// "name=value/"
std::string HiveFolder(std::string_view name, std::string_view value);

enum class TimeUnit { Year, Month, Day, Hour };

// A moment in UTC, given as microseconds since 1970, that may lie anywhere an int64 reaches.
struct Moment {
  int64_t year;
  int month, day, hour;
};
Moment MomentOf(int64_t microseconds);
// Years have at least four digits, the others two.
std::string FormatUnit(const Moment& moment, TimeUnit unit);

}  // namespace weir::parquet

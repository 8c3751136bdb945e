// What a plugin's table says about the values of an option: "1..10000" for numbers, in the option's own unit, or "gzip|zstd|none".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/status.hpp"

namespace weir::config {

// Both ends belong to it; an end that is not there does not limit.  long double holds every int64_t and every double.
struct Limits {
  std::optional<long double> low, high;

  bool Hold(long double value) const { return !(low && value < *low) && !(high && value > *high); }
};

// "1..10", "1..", "..64MiB", "1s..1h": the ends are read as WEIR_INT, FLOAT, SIZE or DURATION say.
Result<Limits> ParseLimits(std::string_view text, int32_t type);

// The limits in words: "1 to 10", "at least 1", "at most 64MiB".
std::string InWords(std::string_view limits);

// The words of an enum, in the order of their numbers.
std::vector<std::string> Words(std::string_view limits);

}  // namespace weir::config

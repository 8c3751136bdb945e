// Sizes and numbers as people write them.  Each gives base units, or says what it expected; no message repeats the text, as that may be
// a secret.  Times and durations are read in runner/time.
#pragma once

#include <cstdint>
#include <string_view>

#include "weir/status.hpp"

namespace weir::config {

// "64MiB", "512 MB", "1.5GiB", "4096": bytes.
Result<int64_t> ParseSize(std::string_view text);

// "0.25", "1e-3", "1%", "1 %" (0.01): a finite number.
Result<double> ParseFraction(std::string_view text);

// "4", "-17", "+3": the whole text is one integer.
Result<int64_t> ParseInteger(std::string_view text);

}  // namespace weir::config

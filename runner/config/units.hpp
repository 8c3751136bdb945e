// Durations, sizes and times as people write them.  Each gives base units, or says what it expected; no message repeats the text, as
// that may be a secret.
#pragma once

#include <cstdint>
#include <string_view>

#include "weir/status.hpp"

namespace weir::config {

// "5m", "1h30m", "250ms", "1.5 s", "2 days": nanoseconds, never negative.
Result<int64_t> ParseDuration(std::string_view text);

// "64MiB", "512 MB", "1.5GiB", "4096": bytes.
Result<int64_t> ParseSize(std::string_view text);

// "2024-05-01T12:00:00Z", "2024-05-01T12:00:00.5+02:00", "2024-05-01" (midnight UTC), "@1714521600" (seconds since 1970), "now",
// "2 days ago": nanoseconds since 1970 UTC.
Result<int64_t> ParseTime(std::string_view text, int64_t now_ns);

// "0.25", "1e-3", "1%", "1 %" (0.01): a finite number.
Result<double> ParseFraction(std::string_view text);

// "4", "-17", "+3": the whole text is one integer.
Result<int64_t> ParseInteger(std::string_view text);

}  // namespace weir::config

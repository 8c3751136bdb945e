// Points in time as ISO 8601 writes them: 2018-07-02T22:23:00.186641Z, with any number of decimals from none to nine (what is finer
// than a microsecond is cut off), and Z or an offset like +02:00; or by a pattern.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "time_pattern.hpp"

namespace weir::parsers {

// Neighbouring rows are mostly of one day, so its text and its place are kept.  One per column and lane.
class Timestamps {
 public:
  // `pattern`, as time_pattern.hpp says, must be one; null: ISO 8601.
  explicit Timestamps(const char* pattern = nullptr);

  // Microseconds since 1970 UTC; false when the text is no time.  Reads 32 bytes of `text`.
  bool Read(const char* text, int32_t length, int64_t& micros) {
    return length == kUsual && ReadUsual(text, micros) ? true : ReadAny({text, static_cast<size_t>(length)}, micros);
  }

 private:
  static constexpr int32_t kUsual = 27;  // 2018-07-02T22:23:00.186641Z

  bool ReadUsual(const char* text, int64_t& micros) const;
  bool ReadAny(std::string_view text, int64_t& micros);
  bool ReadPattern(std::string_view text, int64_t& micros);

  alignas(16) char day_[16] = "1970-01-01T";  // as it was seen last
  int64_t midnight_ = 0;                      // of that day
  std::optional<TimePattern> pattern_;
  std::string last_;  // text that was read by it last
  int64_t last_micros_ = 0;
};

}  // namespace weir::parsers

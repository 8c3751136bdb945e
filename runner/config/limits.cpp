#include "config/limits.hpp"

#include <fmt/format.h>

#include "config/units.hpp"
#include "time/durations.hpp"

namespace weir::config {
namespace {

constexpr std::string_view kTo = "..";

template <class T>
Result<long double> Widen(const Result<T>& number) {
  if (!number.ok()) return number.status();
  return static_cast<long double>(*number);
}

Result<long double> ParseEnd(std::string_view text, int32_t type) {
  switch (type) {
    case WEIR_INT: return Widen(ParseInteger(text));
    case WEIR_FLOAT: return Widen(ParseFraction(text));
    case WEIR_SIZE: return Widen(ParseSize(text));
    case WEIR_DURATION: {
      const time::Reading<int64_t> duration = time::ReadDuration(text);
      if (!duration.ok()) return Status::Config(duration.fault().message);
      return static_cast<long double>(*duration);
    }
    default: return Status::Bug("this type has no limits");
  }
}

}  // namespace

Result<Limits> ParseLimits(std::string_view text, int32_t type) {
  const size_t to = text.find(kTo);
  if (to == std::string_view::npos) return Status::Bug("limits are written as 1..10");
  Limits limits;
  if (const std::string_view low = text.substr(0, to); !low.empty()) {
    const Result<long double> end = ParseEnd(low, type);
    if (!end.ok()) return end.status();
    limits.low = *end;
  }
  if (const std::string_view high = text.substr(to + kTo.size()); !high.empty()) {
    const Result<long double> end = ParseEnd(high, type);
    if (!end.ok()) return end.status();
    limits.high = *end;
  }
  return limits;
}

std::string InWords(std::string_view limits) {
  const size_t to = limits.find(kTo);
  if (to == std::string_view::npos) return std::string(limits);
  const std::string_view low = limits.substr(0, to), high = limits.substr(to + kTo.size());
  if (high.empty()) return fmt::format("at least {}", low);
  if (low.empty()) return fmt::format("at most {}", high);
  return fmt::format("{} to {}", low, high);
}

std::vector<std::string> Words(std::string_view limits) {
  std::vector<std::string> words;
  if (limits.empty()) return words;
  for (;;) {
    const size_t bar = limits.find('|');
    words.emplace_back(limits.substr(0, bar));
    if (bar == std::string_view::npos) return words;
    limits.remove_prefix(bar + 1);
  }
}

}  // namespace weir::config

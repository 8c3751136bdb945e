#include "detect/show.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "weir/columns.hpp"
#include "weir/schema.hpp"

namespace weir::detect {
namespace {

std::string Printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      out += c;
    else
      out += fmt::format("\\x{:02X}", byte);
  }
  return out;
}

std::string ShowTime(int64_t micros) {
  const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(micros)};
  return fmt::format("{:%Y-%m-%dT%H:%M:}{:%S}Z", std::chrono::floor<std::chrono::seconds>(time), time.time_since_epoch());
}

}  // namespace

std::string Show(const ArrowSchema& column, const ArrowArray& values, int64_t row) {
  const auto type = TypeOf(column);
  if (!type) return "?";
  switch (*type) {
    case Type::Bool: return Bools(values)[row] ? "true" : "false";
    case Type::Int32: return fmt::to_string(Values<int32_t>(values)[row]);
    case Type::Int64: return fmt::to_string(Values<int64_t>(values)[row]);
    case Type::Double: return fmt::to_string(Values<double>(values)[row]);
    case Type::Timestamp: return ShowTime(Values<int64_t>(values)[row]);
    case Type::Text:
    case Type::Utf8:
    case Type::Binary:
    case Type::Dictionary: return VisitText(*type, values, [row](const auto& texts) { return Printable(texts[row]); });
  }
  return "?";
}

}  // namespace weir::detect

#include "detect/show.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <vector>

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

std::string ShowOrNull(const ArrowSchema& column, const ArrowArray& values, int64_t row) {
  return Column(values).is_null(row) ? "null" : Show(column, values, row);
}

std::string ShowList(const ArrowSchema& column, const ArrowArray& values, int64_t row) {
  const Lists lists(values);
  std::vector<std::string> elements;
  for (int64_t at = lists.begin(row); at < lists.end(row); ++at) elements.push_back(ShowOrNull(*column.children[0], lists.elements(), at));
  return fmt::format("[{}]", fmt::join(elements, ", "));
}

std::string ShowStruct(const ArrowSchema& column, const ArrowArray& values, int64_t row) {
  const Structs structs(values);
  std::vector<std::string> fields;
  for (int64_t i = 0; i < structs.fields(); ++i)
    fields.push_back(
        fmt::format("{}: {}", column.children[i]->name, ShowOrNull(*column.children[i], structs.field(i), structs.row_of_fields(row))));
  return fmt::format("{{{}}}", fmt::join(fields, ", "));
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
    case Type::List: return ShowList(column, values, row);
    case Type::Struct: return ShowStruct(column, values, row);
  }
  return "?";
}

}  // namespace weir::detect

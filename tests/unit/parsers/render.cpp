#include "render.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

#include "weir/columns.hpp"

namespace weir::parsers::test {
namespace {

std::string RenderText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      out += c;
      continue;
    }
    char hex[5];
    std::snprintf(hex, sizeof hex, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += hex;
  }
  return out;
}

std::string RenderTime(int64_t micros) {
  const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(micros)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text;
}

template <class T>
std::string RenderNumber(T value) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string RenderList(const ArrowSchema& schema, const ArrowArray& column, int64_t row) {
  const Lists lists(column);
  std::string out;
  for (int64_t i = lists.begin(row); i < lists.end(row); ++i)
    out += (out.empty() ? "" : ", ") + Render(*schema.children[0], lists.elements(), i).value_or("null");
  return "[" + out + "]";
}

std::string RenderStruct(const ArrowSchema& schema, const ArrowArray& column, int64_t row) {
  const Structs structs(column);
  std::string out;
  for (int64_t i = 0; i < structs.fields(); ++i)
    out += (i == 0 ? "" : ", ") + std::string(schema.children[i]->name) + ": " +
           Render(*schema.children[i], structs.field(i), structs.row_of_fields(row)).value_or("null");
  return "{" + out + "}";
}

}  // namespace

std::optional<std::string> Render(const ArrowSchema& schema, const ArrowArray& column, int64_t row) {
  if (Column(column).is_null(row)) return std::nullopt;
  const Type type = *TypeOf(schema);
  switch (type) {
    case Type::Bool: return Bools(column)[row] ? "true" : "false";
    case Type::Int32: return RenderNumber(Values<int32_t>(column)[row]);
    case Type::Int64: return RenderNumber(Values<int64_t>(column)[row]);
    case Type::Double: return RenderNumber(Values<double>(column)[row]);
    case Type::Timestamp: return RenderTime(Values<int64_t>(column)[row]);
    case Type::Text:
    case Type::Utf8:
    case Type::Binary:
    case Type::Dictionary: return VisitText(type, column, [row](const auto& texts) { return RenderText(texts[row]); });
    case Type::List: return RenderList(schema, column, row);
    case Type::Struct: return RenderStruct(schema, column, row);
  }
  return std::nullopt;
}

}  // namespace weir::parsers::test

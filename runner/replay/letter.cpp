#include "replay/letter.hpp"

namespace weir::replay {
namespace {

using Json = nlohmann::json;

// Writing a value goes as deep as the value does, on the stack.
constexpr int kDeepest = 64;

Json ParseFlat(std::string_view text) {
  bool too_deep = false;
  Json json = Json::parse(
      text,
      [&too_deep](int depth, Json::parse_event_t, Json&) {
        too_deep |= depth > kDeepest;
        return !too_deep;
      },
      false);
  return too_deep ? Json() : json;
}

std::string TextIn(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// Letters keep bytes that are not UTF-8 as {"base64": "..."}.
std::string FromBase64(std::string_view text) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    have += 6;
    if (have >= 8) bytes += static_cast<char>(bits >> (have -= 8) & 0xff);
  }
  return bytes;
}

}  // namespace

std::optional<Letter> Letter::Parse(std::string_view line) {
  Letter letter;
  letter.fields = ParseFlat(line);
  if (!letter.fields.is_object()) return std::nullopt;
  letter.node = TextIn(letter.fields, "node");
  letter.reason = TextIn(letter.fields, "reason");
  return letter;
}

Json Letter::Columns() const {
  // Rows without a message are whole in `raw`.
  const auto field = fields.contains("columns") ? fields.find("columns") : fields.find("raw");
  Json columns = field == fields.end() ? Json() : ParseFlat(TextOf(*field));
  return columns.is_object() ? columns : Json::object();
}

std::string TextOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object() && value.contains("base64") && value["base64"].is_string()) return FromBase64(value["base64"].get<std::string>());
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace weir::replay

#include "config/parse.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "config/nesting.hpp"

namespace weir::config {
namespace {

// A pipeline is written by people; past this somebody gave the wrong file.
constexpr size_t kLargestFile = 4 << 20;

class Converter {
 public:
  explicit Converter(std::string_view text) : text_(text), lines_(text) {}

  // The parser counts columns in code points.
  size_t OffsetOf(const toml::source_position& position) {
    return lines_.OffsetOfCharacter(static_cast<int>(position.line), static_cast<int>(position.column));
  }
  Location At(const toml::source_region& region) { return lines_.At(OffsetOf(region.begin), OffsetOf(region.end)); }

  Table Convert(const toml::table& from) {
    Table table;
    for (auto&& [key, value] : from) table.entries.push_back({std::string(key.str()), At(key.source()), Convert(value)});
    std::ranges::stable_sort(table.entries, {}, &Entry::at);
    return table;
  }

 private:
  Value Convert(const toml::node& from) {
    Value value;
    value.at = At(from.source());
    switch (from.type()) {
      case toml::node_type::none: break;
      case toml::node_type::table: value.data = Convert(*from.as_table()); break;
      case toml::node_type::array: {
        Array& array = value.data.emplace<Array>();
        for (const toml::node& item : *from.as_array()) array.push_back(Convert(item));
        break;
      }
      case toml::node_type::string:
        value.data = from.as_string()->get();
        value.verbatim = IsVerbatim(from.as_string()->get(), from.source());
        value.references = ReferencesIn(from.as_string()->get(), from.source());
        break;
      case toml::node_type::integer: value.data = from.as_integer()->get(); break;
      case toml::node_type::floating_point: value.data = from.as_floating_point()->get(); break;
      case toml::node_type::boolean: value.data = from.as_boolean()->get(); break;
      case toml::node_type::date: value.data = Written(from.as_date()->get()); break;
      case toml::node_type::time: value.data = Written(from.as_time()->get()); break;
      case toml::node_type::date_time: value.data = Written(from.as_date_time()->get()); break;
    }
    return value;
  }

  template <class T>
  static DateTime Written(const T& time) {
    std::ostringstream text;
    text << time;
    return {text.str()};
  }

  bool IsVerbatim(std::string_view decoded, const toml::source_region& region) {
    const size_t begin = OffsetOf(region.begin);
    const std::string_view source = text_.substr(begin, OffsetOf(region.end) - begin);
    return source.size() == decoded.size() + 2 && source.substr(1, decoded.size()) == decoded;
  }

  // Where in the file each `${` of a string stands.  Escapes may write one in a way that is not found in the source: then the
  // counts differ, and nobody points into the string.
  std::vector<Location> ReferencesIn(std::string_view decoded, const toml::source_region& region) {
    if (decoded.find("${") == std::string_view::npos) return {};
    const size_t begin = OffsetOf(region.begin);
    const std::string_view source = text_.substr(begin, OffsetOf(region.end) - begin);
    std::vector<Location> found;
    for (size_t at = source.find("${"); at != std::string_view::npos; at = source.find("${", at + 2)) {
      const size_t close = std::min(source.find('}', at), source.size() - 1);
      found.push_back(lines_.At(begin + at, begin + close + 1));
    }
    size_t expected = 0;
    for (size_t at = decoded.find("${"); at != std::string_view::npos; at = decoded.find("${", at + 2)) ++expected;
    return found.size() == expected ? found : std::vector<Location>();
  }

  std::string_view text_;
  Lines lines_;
};

}  // namespace

std::optional<Table> Parse(Diagnostics& diagnostics) {
  const std::string& text = diagnostics.text();
  if (text.size() > kLargestFile) {
    diagnostics.Error({}, fmt::format("a pipeline file has at most 4 MiB, and this one has {} bytes", text.size()));
    return std::nullopt;
  }
  Converter converter(text);
  if (const auto place = TooDeep(text, Lines(text))) {
    diagnostics.Error(*place, fmt::format("this nests deeper than {} brackets or {} parts of a key", kDeepestBrackets, kLongestKey));
    return std::nullopt;
  }
  try {
    return converter.Convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    const size_t at = converter.OffsetOf(error.source().begin);
    diagnostics.Error(Lines(text).At(at, at + 1), "this is not TOML", std::string(error.description()),
                      "what follows was not looked at; https://toml.io/en/v1.0.0 describes the format");
    return std::nullopt;
  }
}

std::optional<Value> ParseValue(std::string_view toml) {
  Diagnostics unheard("", fmt::format("value = {}", toml));
  std::optional<Table> table = Parse(unheard);
  if (!table || table->entries.size() != 1) return std::nullopt;
  return std::move(table->entries.front().value);
}

}  // namespace weir::config

#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "weir/status.hpp"

namespace weir::config {
namespace {

// Every text carries its length, so that no two values read the same.
std::string Text(weir_str text) { return fmt::format("{}:{}", text.len, std::string_view(text.data, text.len)); }

std::string Identity(const weir_value& value) {
  std::string out;
  switch (value.type) {
    case WEIR_FLOAT: return fmt::format("{}", value.u.f);
    case WEIR_STRING: return Text(value.u.s);
    case WEIR_LIST:
    case WEIR_TABLE:
    case WEIR_TABLES:
      for (size_t i = 0; i < value.u.list.n; ++i) out += Identity(value.u.list.items[i]) + ",";
      return "[" + out + "]";
    case WEIR_MAP: {
      std::vector<std::string> pairs;
      for (size_t i = 0; i < value.u.map.n; ++i) pairs.push_back(Text(value.u.map.names[i]) + "=" + Identity(value.u.map.items[i]) + ",");
      std::ranges::sort(pairs);
      for (const std::string& pair : pairs) out += pair;
      return "{" + out + "}";
    }
    default: return fmt::format("{}", value.u.i);
  }
}

// One spelling of a place: absolute, without `.`, `..` and a slash at the end.  Places elsewhere (s3://) have one already.
std::string PlaceOf(std::string_view path) {
  if (path.find("://") != std::string_view::npos) return std::string(path);
  std::error_code error;
  std::string place = std::filesystem::absolute(path, error).lexically_normal().string();
  if (error) return std::string(path);
  while (place.size() > 1 && place.ends_with('/')) place.pop_back();
  return place;
}

}  // namespace

Location OptionValues::LocationOf(size_t option) const {
  if (option == 0 || option > places_.size() || !places_[option - 1].known()) return header_;
  return places_[option - 1];
}

std::string IdentityText(const OptionTable& options, const weir_value* values) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < options.n; ++i) {
    const weir_option& option = options[i];
    if ((option.flags & WEIR_IDENTITY) == 0) continue;
    // What is neither given nor has a fallback is left out, so that a new option of a plugin leaves old states alone.
    if (values[i].is_set == 0 && option.fallback == nullptr) continue;
    const bool is_path = (option.flags & WEIR_PATH) != 0 && values[i].type == WEIR_STRING;
    lines.push_back(fmt::format("{}={}\n", option.name, is_path ? PlaceOf(View(values[i].u.s)) : Identity(values[i])));
  }
  std::ranges::sort(lines);
  std::string out;
  for (const std::string& line : lines) out += line;
  return out;
}

}  // namespace weir::config

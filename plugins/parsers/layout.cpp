#include "layout.hpp"

#include <algorithm>
#include <numeric>

namespace weir::parsers {

Layout::Layout(const Table& table) : places_(table.fields + 1), fields_(table.fields), least_fields_(table.least_fields) {
  std::iota(places_.begin(), places_.end(), 0u);
}

Layout::Layout(const Table& table, std::span<const std::string_view> names)
    : places_(table.fields + 1), fields_(static_cast<uint32_t>(std::min<size_t>(names.size(), kMostFields))), least_fields_(fields_) {
  for (uint32_t at = 0; at < fields_; ++at) {
    const auto known = std::ranges::find(table.names, names[at], &FieldName::name);
    if (known == table.names.end())
      unknown_.emplace_back(names[at]);
    else if (places_[known->field] == 0)
      places_[known->field] = at + 1;
  }
  has_all_ = std::find(places_.begin() + 1, places_.end(), 0u) == places_.end();
}

std::vector<std::string_view> Words(std::string_view line) {
  constexpr std::string_view kSpaces = " \t\r\n";
  std::vector<std::string_view> words;
  for (size_t at = line.find_first_not_of(kSpaces); at != std::string_view::npos; at = line.find_first_not_of(kSpaces, at)) {
    const size_t end = std::min(line.find_first_of(kSpaces, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

}  // namespace weir::parsers

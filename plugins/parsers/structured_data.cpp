#include "structured_data.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "json_text.hpp"
#include "scan.hpp"

namespace weir::parsers {
namespace {

// Printable ASCII but for = ] and quotes; at most 32, which nobody keeps to.
bool TakeName(std::string_view& left, std::string_view& name) {
  size_t size = 0;
  while (size < left.size() && left[size] > ' ' && left[size] != '=' && left[size] != ']' && left[size] != '"' && left[size] != 0x7f)
    ++size;
  name = left.substr(0, size);
  left.remove_prefix(size);
  return size > 0;
}

// Up to the quote that closes it, which is passed over.
bool TakeValue(std::string_view& left, std::string_view& value) {
  size_t at = 0;
  while (at < left.size() && left[at] != '"') at += left[at] == '\\' ? 2 : 1;
  if (at >= left.size()) return false;
  value = left.substr(0, at);
  left.remove_prefix(at + 1);
  return true;
}

// One after the other: `on_element` gets its name, `on_parameter` name and value.
template <class OnElement, class OnParameter>
const char* Walk(std::string_view& left, OnElement on_element, OnParameter on_parameter) {
  while (left.starts_with('[')) {
    std::string_view name, value, rest = left.substr(1);
    const auto wrong = [&](const char* what) {
      left = rest;
      return what;
    };
    if (!TakeName(rest, name)) return wrong("no name of structured data");
    on_element(name);
    while (TakeText(rest, " ")) {
      if (rest.starts_with(']') || rest.starts_with(' ')) continue;
      if (!TakeName(rest, name)) return wrong("no name in structured data");
      if (!TakeText(rest, "=\"")) return wrong("no = and quote behind a name in structured data");
      if (!TakeValue(rest, value)) return wrong("a quote in structured data is never closed");
      on_parameter(name, value);
    }
    if (!TakeText(rest, "]")) return wrong("structured data is never closed");
    left = rest;
  }
  return nullptr;
}

// \" \\ \] are escapes; any other backslash stands for itself.
void PutValue(std::string_view value, std::string& plain, std::string& out) {
  plain.clear();
  for (size_t i = 0; i < value.size(); ++i) {
    const bool escape = value[i] == '\\' && i + 1 < value.size() && (value[i + 1] == '"' || value[i + 1] == '\\' || value[i + 1] == ']');
    if (escape) ++i;
    plain += value[i];
  }
  PutJson(plain, out);
}

struct Parameter {
  std::string_view element, name, value;
};

}  // namespace

const char* TakeStructuredData(std::string_view& left) {
  const auto nothing = [](auto...) {};
  return Walk(left, nothing, nothing);
}

void PutStructuredData(std::string_view text, std::string& out) {
  std::vector<std::string_view> elements;
  std::vector<Parameter> parameters;
  Walk(
      text, [&](std::string_view name) { elements.push_back(name); },
      [&](std::string_view name, std::string_view value) {
        parameters.push_back({elements.back(), name, value});
      });

  // What comes again, which is rare, moves to where it came first.
  const auto same = [](const Parameter& one, const Parameter& other) { return one.element == other.element && one.name == other.name; };
  auto sorted = parameters;
  std::ranges::stable_sort(sorted, {}, [](const Parameter& one) { return std::tie(one.element, one.name); });
  auto names = elements;
  std::ranges::sort(names);
  const bool repeats = std::ranges::adjacent_find(sorted, same) != sorted.end() || std::ranges::adjacent_find(names) != names.end();
  if (repeats) {
    parameters = std::move(sorted);
    elements = std::move(names);
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  }

  std::string plain;
  auto next = parameters.cbegin();
  out += '{';
  for (const std::string_view& element : elements) {
    if (&element != elements.data()) out += ',';
    PutJson(element, out);
    out += ":{";
    const auto belongs = [&] { return next != parameters.cend() && next->element == element; };
    for (bool is_first = true; belongs(); is_first = false) {
      if (!is_first) out += ',';
      PutJson(next->name, out);
      out += ':';
      const auto end = std::find_if(next, parameters.cend(), [&](const Parameter& one) { return !same(one, *next); });
      const bool is_list = end - next > 1;
      if (is_list) out += '[';
      for (auto one = next; one != end; ++one) {
        if (one != next) out += ',';
        PutValue(one->value, plain, out);
      }
      if (is_list) out += ']';
      next = end;
    }
    out += '}';
  }
  out += '}';
}

}  // namespace weir::parsers

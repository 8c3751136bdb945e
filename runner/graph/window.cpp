#include "graph/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "time/written.hpp"

namespace weir::graph {
namespace {

using nlohmann::json;

std::string Written(const weir_value& value) {
  return value.type == WEIR_TIME ? time::Iso(value.u.i, time::Zone()) : fmt::format("{}ns", value.u.i);
}

json WindowOf(const Node& node) {
  json window = json::object();
  bool is_said = false;
  const config::OptionTable options{node.component->options, node.component->n_options, node.component->option_size};
  for (size_t i = 0; i < options.n; ++i) {
    const weir_value& value = node.values->values()[i];
    if ((options[i].flags & WEIR_WINDOW) == 0 || (value.is_set == 0 && options[i].fallback == nullptr)) continue;
    is_said |= value.is_set != 0;
    window[options[i].name] = Written(value);
  }
  return is_said ? window : json::object();
}

}  // namespace

std::string WindowOf(const Plan& plan) {
  json all = json::object();
  for (const auto& node : plan.nodes()) {
    if (node->kind() != WEIR_SOURCE) continue;
    if (json window = WindowOf(*node); !window.empty()) all[node->name()] = std::move(window);
  }
  return all.empty() ? "" : all.dump();
}

Result<std::vector<config::Pin>> PinsOf(std::string_view window) {
  const auto wrong = [] { return Status::Fatal("the state holds a window that is none; weir state reset lets it go"); };
  std::vector<config::Pin> pins;
  if (window.empty()) return pins;
  const json all = json::parse(window, nullptr, false);
  if (!all.is_object()) return wrong();
  for (const auto& [source, options] : all.items()) {
    if (!options.is_object()) return wrong();
    for (const auto& [option, text] : options.items()) {
      if (!text.is_string()) return wrong();
      pins.push_back({source, option, text.get<std::string>()});
    }
  }
  return pins;
}

bool AreAlike(const std::vector<config::Pin>& one, const std::vector<config::Pin>& other) {
  return std::ranges::equal(one, other,
                            [](const config::Pin& a, const config::Pin& b) { return a.source == b.source && a.option == b.option; });
}

}  // namespace weir::graph

// A runner as a component's test needs it: options as a pipeline gives them, and counts of what became of rows.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "weir/plugin.h"
#include "weir/status.hpp"

namespace weir {

struct TestHost : weir_host {
  TestHost() : weir_host{} {
    size = sizeof(weir_host);
    node = Str("node");
    state_id = Str("0123456789abcdef");
    lanes = 1;
    log = [](const weir_host*, int32_t, weir_str) {};
    cancelled = [](const weir_host*) -> int32_t { return 0; };
    reject = [](const weir_host* host, void*, const weir_batch*, const int64_t* rows, size_t n_rows, const weir_str* reasons,
                size_t n_reasons) -> weir_code {
      auto& self = *static_cast<TestHost*>(const_cast<weir_host*>(host));
      self.rejected.insert(self.rejected.end(), rows, rows + n_rows);
      for (size_t i = 0; i < n_reasons; ++i) self.reasons.emplace_back(View(reasons[i]));
      return WEIR_OK;
    };
    count = [](const weir_host* host, void*, int32_t what, uint64_t rows, const char* why) {
      auto& self = *static_cast<TestHost*>(const_cast<weir_host*>(host));
      if (what == WEIR_WRITTEN) self.written += rows;
      if (what == WEIR_DROPPED) self.dropped[why] += rows;
    };
  }
  uint64_t written = 0;
  std::map<std::string, uint64_t> dropped;
  std::vector<int64_t> rejected;
  std::vector<std::string> reasons;
};

// The plugin's component of that name.
inline const weir_component& ComponentOf(const weir_plugin& plugin, std::string_view name) {
  for (size_t i = 0; i < plugin.n_components; ++i)
    if (name == plugin.components[i]->name) return *plugin.components[i];
  ADD_FAILURE() << "no component " << name;
  return *plugin.components[0];
}

struct OptionText {
  std::string name, text;  // a string, a word of an enum, or a number
};

// "512MiB", or a number of bytes.
inline int64_t SizeIn(std::string_view text) {
  const int64_t number = std::stoll(std::string(text));
  return text.ends_with("MiB") ? number << 20 : number;
}

// Makes the component with these options, the others as their fallbacks say.
inline Status CreateWith(const weir_component& component, const TestHost& host, const std::vector<OptionText>& given, void** self) {
  std::vector<weir_value> values(component.n_options);
  for (size_t i = 0; i < component.n_options; ++i) {
    const weir_option& option = component.options[i];
    std::string_view text = option.fallback == nullptr ? "" : option.fallback;
    if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
    for (const OptionText& one : given)
      if (one.name == option.name) {
        text = one.text;
        values[i].is_set = 1;
      }
    values[i].type = option.type;
    if (option.type == WEIR_STRING)
      values[i].u.s = Str(text);
    else if (option.type == WEIR_BOOL)
      values[i].u.i = text == "true";
    else if (option.type == WEIR_SIZE)
      values[i].u.i = SizeIn(text);
    else if (option.type == WEIR_INT || option.type == WEIR_DURATION)
      values[i].u.i = text.empty() ? 0 : std::stoll(std::string(text));
    else if (option.type == WEIR_ENUM) {
      const std::string_view words = option.limits;
      for (size_t at = 0; !words.substr(at).starts_with(text); at = words.find('|', at) + 1) ++values[i].u.i;
    } else if (option.type != WEIR_TABLE)  // never given
      ADD_FAILURE() << "an option type this test host does not know: " << option.name;
  }
  weir_error error{};
  error.size = sizeof error;
  return Status::From(component.create(&host, values.data(), self, &error), error);
}

}  // namespace weir

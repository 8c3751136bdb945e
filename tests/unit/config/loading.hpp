// Loads a pipeline from text, for tests that look at what was said about it.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "config/pipeline.hpp"

namespace weir::config {

struct Loaded {
  Diagnostics diagnostics;
  std::optional<Pipeline> pipeline;

  std::string said() const { return diagnostics.Render(false); }
};

inline Loaded LoadText(std::string text, Invocation invocation = {}) {
  Loaded loaded{Diagnostics("alb.toml", std::move(text)), {}};
  loaded.pipeline = Load(invocation, loaded.diagnostics);
  return loaded;
}

// A source, and a sink that reads from it: what every good pipeline has.
inline const std::string kGood = "weir = 1\n[source.logs]\ntype = \"files\"\n[sink.out]\ntype = \"console\"\nfrom = \"logs\"\n";

}  // namespace weir::config

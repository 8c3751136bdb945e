// How the records of a source of bytes are cut: as the component behind it asks when it is bound, and by the source's own `multiline`.
#pragma once

#include <optional>
#include <string>

#include "config/diagnostic.hpp"
#include "graph/node.hpp"

namespace weir::graph {

// What a component asks for, kept beyond bind.
struct WantedFraming {
  int32_t kind = WEIR_LINES;
  std::string head, within;

  static Result<WantedFraming> Of(const weir_framing& framing);
  bool operator==(const WantedFraming&) const = default;
};

// Takes the option `multiline`, which every source of bytes has, out of the options.  Until somebody asks for more, records are lines.
bool TakeMultiline(Node& source, config::Diagnostics& problems);

// Has `source` cut as `reader` wants.
bool Frame(Node& source, const WantedFraming& wanted, const Node& reader, config::Diagnostics& problems);

}  // namespace weir::graph

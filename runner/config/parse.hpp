// TOML text to a tree.  The only place that knows the TOML library.
#pragma once

#include <optional>
#include <string_view>

#include "config/diagnostic.hpp"
#include "config/tree.hpp"

namespace weir::config {

// The whole file, or nothing and one error: after a mistake in its syntax the rest of a file means nothing.
std::optional<Table> Parse(Diagnostics& diagnostics);

// One value as it is written behind a `=`; its locations mean nothing.
std::optional<Value> ParseValue(std::string_view toml);

}  // namespace weir::config

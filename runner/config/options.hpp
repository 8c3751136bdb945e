// Checks what a pipeline gives to a component against the component's own option table, and makes the values it asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/tree.hpp"
#include "config/values.hpp"
#include "time/clock.hpp"

namespace weir::config {

// Whose options they are, for messages.
struct Owner {
  std::string where;                     // "[sink.search]"
  std::string type;                      // the component, for `weir doc TYPE`; empty: the runner itself
  Location header;                       // where a missing option is missed
  std::vector<std::string> not_options;  // words that stand in the same table but are not options: "type", "from"
};

// Nothing when something is wrong; all of it is in `diagnostics` then.  Words of time are reckoned by `clock`.
std::optional<OptionValues> BindOptions(const OptionTable& options, const Table& given, const Owner& owner, const time::Clock& clock,
                                        Diagnostics& diagnostics);

}  // namespace weir::config

// Text with fields in braces, as templates are written: "{field}", with "{{" and "}}" for braces themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "weir/status.hpp"

namespace weir::text {

struct BracePart {
  bool is_field = false;
  std::string text;  // of a field: what is between its braces, never empty
};

// Literal parts and fields in their order; no two literal parts meet, and none is empty.  CONFIG when braces do not match.
Result<std::vector<BracePart>> SplitBraces(std::string_view text);

}  // namespace weir::text

// The words of a command, as a shell cuts them; no shell runs it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::aws {

// Blanks part words; single quotes keep all, double quotes all but \" and \\, a backslash elsewhere keeps what follows it.  Nothing
// when a quote is not closed.
std::optional<std::vector<std::string>> SplitWords(std::string_view command);

}  // namespace weir::aws

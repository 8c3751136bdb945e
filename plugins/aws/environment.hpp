// The variables of the process, and files that they or the user's home name.  Tests give variables of their own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "weir/status.hpp"

namespace weir::aws {

// Nothing for a variable that is not set or empty: AWS's tools make no difference.
using Environment = std::function<std::optional<std::string>(const char* name)>;
Environment ProcessEnvironment();

// "true" in any case, as AWS's switches are.
bool IsTrue(const std::optional<std::string>& value);

// With the user's home for a `~` at its start.
std::string ExpandHome(const Environment& environment, const std::string& path);

// Nothing when it is not there.  CONFIG when it can't be read or is longer than `most` bytes.
Result<std::optional<std::string>> ReadSmallFile(const std::string& path, size_t most);

}  // namespace weir::aws

// A file for other programs, written whole.
#pragma once

#include <string>

#include "weir/status.hpp"

namespace weir::observe {

// Replaces the file in one step, so that nobody ever reads half of it; what is there and no regular file (/dev/stdout) is written to.
Status ReplaceFile(const std::string& path, const std::string& content);

}  // namespace weir::observe

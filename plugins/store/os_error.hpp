// Turns what a system call said into what the runner should do and what a person should read.
#pragma once

#include <string>
#include <string_view>

#include "weir/status.hpp"

namespace weir::store {

// A path as a message shows it: control bytes escaped, a very long one cut in its middle, so that the reason behind it still
// fits in the runner's error struct.
std::string Shown(std::string_view path);

// "read /x/y: Input/output error".
std::string SystemMessage(std::string_view action, std::string_view path, int error);

// For what is written: DENIED when permission is missing, else FATAL, with what to do about it.  `action` is the verb of
// the message: "create", "write", "sync".
Status SystemError(std::string_view action, std::string_view path, int error);

}  // namespace weir::store

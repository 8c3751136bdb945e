// What to do about a file or folder that can't be read.
#pragma once

#include <string>
#include <string_view>

#include "weir/status.hpp"

namespace weir::files {

enum class OnError {
  Continue,  // it is reported, the run goes on without it
  Fail,      // the run ends
};

// "read /x/y: Permission denied; give this user read permission": SPLIT, or what ends the run when that is asked for.  A want of
// descriptors or memory is never the file's fault.
Status ReadError(std::string_view action, std::string_view path, int error, OnError on_error);

}  // namespace weir::files

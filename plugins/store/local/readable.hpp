// A file of this machine: what readable.hpp promises.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "store/readable.hpp"

namespace weir::store::local {

// Regular files only; links are followed.
Result<std::unique_ptr<Readable>> Open(const std::string& path);

// What an errno says to do, as readable.hpp lists it: "read /x/y: Permission denied; give this user read permission".
Status ReadError(std::string_view action, std::string_view path, int error);

}  // namespace weir::store::local

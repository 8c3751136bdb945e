// One small file, put where it is to be in one step: in a folder or in a bucket.  Nothing is staged, and what is there is replaced.
#pragma once

#include <string_view>

#include "store/context.hpp"
#include "weir/status.hpp"

namespace weir::store {

// Durable when it returns; nobody sees half of it.  Folders that are missing are made.  RETRY when it may succeed later.  [io]
Status Replace(std::string_view place, std::string_view content, const Context& context = {});

}  // namespace weir::store

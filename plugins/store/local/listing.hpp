// The folders of this machine: what listing.hpp promises.
#pragma once

#include <memory>
#include <string>

#include "store/listing.hpp"

namespace weir::store::local {

// One page, as a folder is read and sorted at once.
Result<std::unique_ptr<Listing>> List(const std::string& folder);
Result<Entry> Look(const std::string& path);

}  // namespace weir::store::local

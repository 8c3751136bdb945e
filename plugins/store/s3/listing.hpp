// The listing of a bucket: what listing.hpp promises, by ListObjectsV2.
#pragma once

#include <memory>
#include <string>

#include "store/listing.hpp"

namespace weir::store::s3 {

Result<std::unique_ptr<Listing>> List(const std::string& folder, const NameRange& range, const Context& context);
Result<Entry> Look(const std::string& path, const Context& context);

}  // namespace weir::store::s3

#include "store/listing.hpp"

#include "store/local/listing.hpp"
#include "store/place.hpp"
#include "store/s3/listing.hpp"

namespace weir::store {

Result<std::unique_ptr<Listing>> List(const std::string& folder, const NameRange& range, const Context& context) {
  return IsInBucket(folder) ? s3::List(folder, range, context) : local::List(folder);
}

Result<Entry> Look(const std::string& path, const Context& context) {
  return IsInBucket(path) ? s3::Look(path, context) : local::Look(path);
}

}  // namespace weir::store

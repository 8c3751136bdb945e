#include "store/readable.hpp"

#include "store/local/readable.hpp"
#include "store/place.hpp"
#include "store/s3/object.hpp"

namespace weir::store {

Result<std::unique_ptr<Readable>> Open(const std::string& path, uint64_t bytes, const Context& context) {
  return IsInBucket(path) ? s3::Open(path, bytes, context) : local::Open(path);
}

}  // namespace weir::store

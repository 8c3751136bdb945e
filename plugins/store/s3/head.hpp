// What a bucket says about an object without sending it.
#pragma once

#include <cstdint>
#include <string>

#include "store/s3/bucket.hpp"

namespace weir::store::s3 {

struct ObjectHead {
  uint64_t bytes = 0;
  std::string etag;   // as it came, in quotes; empty when none did
  std::string token;  // whose upload it was, as upload.hpp says; empty: not ours
};

// `action` is for messages: "read".  SPLIT when there is no such object, and as Refusal.  [io]
Result<ObjectHead> Head(Bucket& bucket, const std::string& key, std::string_view action, const Context& context);

}  // namespace weir::store::s3

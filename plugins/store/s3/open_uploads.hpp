// The uploads of a bucket that nobody has completed.
#pragma once

#include <functional>
#include <string>

#include "store/s3/bucket.hpp"
#include "store/s3/list_page.hpp"

namespace weir::store::s3 {

// Those whose keys begin with `prefix`, in the order of their keys, until `visit` fails.  [io]
Status ForEachUpload(Bucket& bucket, const std::string& prefix, const Context& context,
                     const std::function<Status(const ListedUpload&)>& visit);

// Takes an upload out of the bucket; one that is gone is fine.  [io]
Status AbortUpload(Bucket& bucket, const std::string& key, const std::string& upload_id, const Context& context);

}  // namespace weir::store::s3

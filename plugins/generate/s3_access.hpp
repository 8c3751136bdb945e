// Server access logs of S3, as AWS writes and names them: 26 or 27 fields, an object for some minutes of a bucket.
#pragma once

#include <memory>

#include "generate/format.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeS3Access(uint64_t seed);

}  // namespace weir::generate

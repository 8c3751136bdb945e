// Standard access logs of CloudFront, as AWS writes and names them: two header lines, then lines of 33 fields with tabs, an object for an hour.
#pragma once

#include <memory>

#include "generate/format.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeCloudFront(uint64_t seed);

}  // namespace weir::generate

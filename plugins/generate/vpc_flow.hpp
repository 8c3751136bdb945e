// Flow logs of VPCs in the default format, as AWS delivers them to S3: a header line, then lines of 14 fields, an object for five minutes.
#pragma once

#include <memory>

#include "generate/format.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeVpcFlow(uint64_t seed);

}  // namespace weir::generate

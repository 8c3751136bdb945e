// Access logs of Application Load Balancers, as AWS writes and names them: 29 to 34 fields, an object for each load balancer and five
// minutes.
#pragma once

#include <memory>

#include "generate/format.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeAlb(uint64_t seed);

}  // namespace weir::generate

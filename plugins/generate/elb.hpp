// Access logs of Classic Load Balancers, as AWS writes and names them: 15 fields, an object for each load balancer and hour.
#pragma once

#include <memory>

#include "generate/format.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeElb(uint64_t seed);

}  // namespace weir::generate

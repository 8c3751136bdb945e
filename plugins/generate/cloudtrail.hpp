// CloudTrail logs, as AWS writes and names them: an object is one JSON document, a list of events; here with an event on each line.
#pragma once

#include <memory>

#include "generate/format.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeCloudTrail(uint64_t seed);

}  // namespace weir::generate

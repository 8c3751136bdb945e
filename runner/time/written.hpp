// An instant as ISO 8601 writes it.
#pragma once

#include <cstdint>
#include <string>

#include "time/zone.hpp"

namespace weir::time {

// "2024-05-01T04:00:00+02:00", with as many digits behind the point as it has; with "Z" for UTC, also where the zone's offset is not known.
std::string Iso(int64_t ns, const Zone& zone);

}  // namespace weir::time

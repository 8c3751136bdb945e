// The zone that a time names: "Z", "+02:00", "UTC", "PDT", "Europe/Berlin".
#pragma once

#include <optional>
#include <string_view>

#include "time/words.hpp"
#include "time/zone.hpp"

namespace weir::time {

// Takes the zone out of the words, wherever it stands, so that the rest can be read in it.  `text` is what they were split from.
std::optional<Zone> TakeZone(Words& words, std::string_view text);

}  // namespace weir::time

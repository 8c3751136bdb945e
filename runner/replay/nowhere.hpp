// A sink inside the runner that stands where a sink's rows are not wanted again.
#pragma once

#include "weir/plugin.h"

namespace weir::replay {

// The plugin with the sink `weir.nowhere`: it takes rows and counts them as dropped.
const weir_plugin* NowherePlugin();

inline constexpr const char* kNowhere = "weir.nowhere";

}  // namespace weir::replay

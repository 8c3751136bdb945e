// A source inside the runner: dead letters that a `text` sink kept as JSON lines, as the rows they were when a node refused them.
// Each file is a split, so that letters are replayed once.
#pragma once

#include "weir/plugin.h"

namespace weir::replay {

// The plugin with the source `weir.dead_letters`.  Options: path (of the sink), node (whose letters), columns ("FORMAT NAME" each,
// the input of that node).
const weir_plugin* LetterPlugin();

inline constexpr const char* kLetterSource = "weir.dead_letters";

}  // namespace weir::replay

// What a file's name ends in: ".log", ".jsonl.gz".
#pragma once

#include <string>

namespace weir::text {

// Takes the suffix off the last part of a path, or off a name; nothing when it has none.
std::string TakeSuffix(std::string& path);

}  // namespace weir::text

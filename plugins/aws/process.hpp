// Runs a program and takes what it prints.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "aws/outside.hpp"

namespace weir::aws {

// Its stdout, at most `most` bytes; it reads nothing, and its stderr is ours.  FATAL when it can't be started, ends with another code
// than 0 or prints more, RETRY when it takes longer: then it and what it started are killed.  No message holds what it printed.  [io]
Result<std::string> RunProgram(const std::vector<std::string>& words, std::chrono::milliseconds longest, size_t most,
                               const Cancelled& cancelled);

}  // namespace weir::aws

// weir aws whoami: which credentials were found, where, and whose they are.
#pragma once

#include <optional>
#include <string>

#include "aws/outside.hpp"

namespace weir::aws {

struct Whoami {
  int exit = 0;
  std::string out;  // results
  std::string err;  // what went wrong
};
Whoami AskWhoami(const Outside& outside, const std::optional<std::string>& profile, const std::optional<std::string>& region);

}  // namespace weir::aws

// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace weir::observe {

std::string Grouped(uint64_t number);  // 21 904 113
std::string Size(uint64_t bytes);      // 1.2 GB, powers of ten
std::string Seconds(double seconds);   // 19.8 s, 3 min 20 s

}  // namespace weir::observe

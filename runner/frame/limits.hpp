// What hostile input may cost.  Every cap turns into a rejected record or a damaged object, never into more memory.
#pragma once

#include <cstdint>

namespace weir::frame {

struct Limits {
  uint64_t record_bytes = 16u << 20;          // a longer record is rejected; its head is kept
  uint64_t object_bytes = uint64_t{1} << 40;  // inflated, of one object
  // Deflate can't exceed 1,032 to 1, so this stops what only a bomb reaches; counted from 64 MiB on, as short runs may be dense.
  uint64_t inflation_ratio = 1000;
  // Inflated at a time, at most record_bytes.  Measured: larger buffers leave the cache before they are parsed.
  uint64_t buffer_bytes = 1u << 20;
  uint64_t kept_of_long_record = 64u << 10;  // less than buffer_bytes
};

}  // namespace weir::frame

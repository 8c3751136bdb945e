// An object of a bucket, read in ranges: what readable.hpp promises.
#pragma once

#include <memory>
#include <string>

#include "store/readable.hpp"

namespace weir::store::s3 {

Result<std::unique_ptr<Readable>> Open(const std::string& path, uint64_t bytes, const Context& context);

// "bytes 0-99/1234", "bytes */1234".
struct ContentRange {
  uint64_t first = 0, end = 0;  // both 0 for "*"
  uint64_t size = 0;
};
Result<ContentRange> ParseContentRange(std::string_view header);

}  // namespace weir::store::s3

// The parser of S3's access logs: texts with quotes that nothing escapes, and keys.
#include "s3_access.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "types = 'string'"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::S3Access>(), kOptions, {}, data, size);
}

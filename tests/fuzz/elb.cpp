// The parser of Classic Load Balancers.
#include "elb.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "decode = false", "types = 'string'"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Elb>(), kOptions, {}, data, size);
}

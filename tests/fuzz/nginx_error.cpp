// The parser of nginx's error logs.
#include "nginx_error.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "types = 'string'"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::NginxError>(), kOptions, {}, data, size);
}

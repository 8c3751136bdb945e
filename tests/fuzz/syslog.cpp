// The parser of syslog's messages.
#include "syslog.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "structured_data = 'text'", "types = 'string'"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Syslog>(), kOptions, {}, data, size);
}

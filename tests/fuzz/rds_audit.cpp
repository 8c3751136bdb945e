// The parser of audit logs of RDS.
#include "any_parser.hpp"
#include "audit.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "decode = false", "types = 'string'"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::RdsAudit>(), kOptions, {}, data, size);
}

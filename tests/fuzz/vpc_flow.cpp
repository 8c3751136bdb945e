// The parser of flow logs, under several headers.
#include "vpc_flow.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "types = 'string'", "fields = 'srcaddr dstaddr start'"};
  static constexpr const char* kHeads[] = {"", "version srcaddr start other end", "srcaddr", "bytes packets brand-new bytes"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::VpcFlow>(), kOptions, kHeads, data, size);
}

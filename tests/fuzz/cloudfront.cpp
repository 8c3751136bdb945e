// The parser of CloudFront's logs: lines under several headers, and JSON.
#include "cloudfront.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "types = 'string'", "percent_decode = ['useragent', 'cookie']"};
  static constexpr const char* kHeads[] = {"", "#Fields: date time sc-status cs(User-Agent)", "#Fields: time cs(Cookie) date",
                                           "#Fields: timestamp(ms) x"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::CloudFront>(), kOptions, kHeads, data, size);
}

// Comma-separated values, with a header and without.
#include "csv.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"columns = ['a', 'b integer', 'c timestamp', 'd number']",
                                             "columns = ['a', 'b'], null = 'NULL'", "columns = ['a', 'b'], header = false",
                                             "columns = ['a', 'b'], separator = ';'"};
  static constexpr const char* kHeads[] = {"", "b,x,a\n", "\"a\",b,c,d\n"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Csv>(), kOptions, kHeads, data, size);
}

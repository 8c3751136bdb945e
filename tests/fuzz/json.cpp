// The json parser: paths, types and what is left.
#include "json.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {
      "columns = ['a', 'b integer', 'c number', 'd boolean', 'e timestamp', 'f json'], rest = 'rest'",
      "columns = ['first from a[0]', 'third integer from a[2]', 'deep from a[1][0].b', 'all json from a', 'whole from a']",
      "columns = ['time timestamp(unix_ms) from @timestamp', 'status integer from response.status', 'user from user.name'], rest = 'rest'",
      "columns = ['a', 'b from c.d'], decode = false, rest = 'rest'",
      "columns = [], rest = 'rest'",
  };
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Json>(), kOptions, {}, data, size);
}

// The parser of Apache's access logs, and with it lines by a format string.
#include "apache.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {"", "decode = false", "format = 'vhost_combined'",
                                             "format = '%{X-Forwarded-For}i %D %{%d/%b/%Y %T}t.%{msec_frac}t \\\"%r\\\" %{x}i'"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Apache>(), kOptions, {}, data, size);
}

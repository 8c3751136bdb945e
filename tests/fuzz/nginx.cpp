// The parser of nginx's access logs.
#include "nginx.hpp"

#include "any_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr const char* kOptions[] = {
      "", "escape = 'json', format = '{\"at\":\"$time_iso8601\",\"request\":\"$request\",\"status\":$status,\"ua\":\"$http_user_agent\"}'",
      "escape = 'none', format = '\"$http_user_agent\" \"$args\" $status'",
      "format = '$remote_addr $status $request_time $upstream_addr $upstream_response_time $pipe'"};
  return weir::fuzz::FuzzParser(*weir::Describe<weir::parsers::Nginx>(), kOptions, {}, data, size);
}

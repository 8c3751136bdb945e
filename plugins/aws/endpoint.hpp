// The parts of an endpoint: scheme://host[:port][/path].
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::aws {

struct Endpoint {
  std::string scheme;  // "http" or "https"
  std::string host;    // in lower case; an IPv6 address in its brackets
  std::string port;    // empty: the scheme's
  std::string path;    // as it stands, encoded; empty or with a slash at its start

  // What the Host header says: without the port that the scheme has anyway.
  std::string host_header() const;
};

// Nothing for what is none: another scheme, no host, a user, a query, a blank.
std::optional<Endpoint> ParseEndpoint(std::string_view url);

}  // namespace weir::aws

// The canonical form of a request, which both sides of a signature make: encoded, sorted, without what proxies may change.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/http.hpp"

namespace weir::aws {

using Query = std::vector<std::pair<std::string, std::string>>;

// name=value&..., encoded; `sorted` by the encoded bytes of names, then of values, as it is signed.
std::string EncodeQuery(const Query& query, bool sorted);

// Of the path as it goes over the wire: for S3 as it is, else without `.`, `..` and empty parts and encoded once more.
std::string CanonicalPath(std::string_view path_on_wire, bool s3);

struct CanonicalHeaders {
  std::string lines;  // each ends with a newline
  std::string names;  // with semicolons between them
};
// All but those that proxies add or change.  `headers` has a Host.
CanonicalHeaders Canonicalize(const Headers& headers);

std::string CanonicalRequest(std::string_view method, std::string_view canonical_path, std::string_view canonical_query,
                             const CanonicalHeaders& headers, std::string_view payload_hash);

}  // namespace weir::aws

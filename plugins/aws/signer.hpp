// Signature Version 4: how a request to AWS proves who sends it.
//
// After "Create a signed AWS API request" of the IAM User Guide, with the rules of S3 where `Signing::s3` is set: the path is encoded
// once and not normalised, and the hash of the payload is a header that may say UNSIGNED-PAYLOAD.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/credentials.hpp"
#include "aws/http.hpp"

namespace weir::aws {

// A request before it is a url: the path and the query as they are meant, not encoded.
struct Target {
  std::string method = "GET";
  std::string endpoint;  // scheme://host[:port][/path]; its path is encoded already
  std::string path = "/";
  std::vector<std::pair<std::string, std::string>> query;
  Headers headers;
};

struct Signing {
  std::string service;  // the name that is signed: "s3", "glue", "sts"
  std::string region;
  bool s3 = false;
  std::chrono::system_clock::time_point time;
};

inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

// RFC 3986: all but letters, digits and "-._~"; a slash only where asked.
std::string PercentEncode(std::string_view text, bool encode_slash);
// The lower-case hexadecimal SHA-256.
std::string HashPayload(std::string_view body);

// scheme://host/path?query as it goes over the wire.
std::string UrlOf(const Target& target);

// Adds Host, X-Amz-Date, X-Amz-Security-Token where there is a session, X-Amz-Content-Sha256 for S3 and for an unsigned payload, and
// Authorization; those of an earlier attempt are replaced.
void SignHeaders(Target& target, const Signing& signing, const Credentials& credentials, std::string_view payload_hash);
// Adds the X-Amz-... parameters to the query instead: a url that anyone may use for `valid`.
void SignQuery(Target& target, const Signing& signing, const Credentials& credentials, std::string_view payload_hash,
               std::chrono::seconds valid);

}  // namespace weir::aws

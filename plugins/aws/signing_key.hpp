// From a canonical request to its signature.
#pragma once

#include <string>
#include <string_view>

#include "aws/signer.hpp"

namespace weir::aws {

// The moment and the scope of a signature, as text.
struct Scope {
  explicit Scope(const Signing& signing);
  std::string moment;  // 20150830T123600Z
  std::string day;     // 20150830
  std::string text;    // 20150830/us-east-1/service/aws4_request
};

// The key of a day, a region and a service is derived once and kept.  [any]
std::string Signature(const Signing& signing, const Scope& scope, std::string_view secret, std::string_view canonical_request);

}  // namespace weir::aws

// What a service means when it refuses: whether to try again, and how.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "aws/client.hpp"

namespace weir::aws {

enum class Verdict {
  Answer,     // the caller's to understand
  Passing,    // may succeed when it is repeated
  Throttled,  // too much at once
  Expired,    // with new credentials
  Denied,     // these credentials never
};

Verdict Judge(const ServiceError& error);

// Whether a clock that is wrong explains it, so that one that is right may help.
bool MayBeSkew(const ServiceError& error);

// Answers to some calls of S3 begin with 200 while it still works, and end as an error.
bool IsErrorAfterAll(const HttpReply& reply);

// How long the service asks to be left alone (Retry-After, x-amz-retry-after), at most 20 s; 0: it does not say.
std::chrono::milliseconds RetryAfter(const Headers& headers, std::chrono::system_clock::time_point now);

}  // namespace weir::aws

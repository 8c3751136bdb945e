// What all clients of one service at one endpoint share, so that they spare it together: the quota of repetitions and the rates.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "aws/rate.hpp"
#include "aws/retry.hpp"

namespace weir::aws {

class Limits {  // [any]
 public:
  // The one of the process for these; it stays.
  static Limits& Shared(const std::string& service, const std::string& endpoint);

  RetryQuota& quota() { return quota_; }
  // That of the calls of one name; it stays as long as these limits.
  Rate& rate(std::string_view name);

 private:
  RetryQuota quota_;
  std::mutex mutex_;
  std::map<std::string, Rate, std::less<>> rates_;
};

}  // namespace weir::aws

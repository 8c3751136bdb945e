#include "aws/retry.hpp"

#include <algorithm>
#include <cmath>

namespace weir::aws {

std::chrono::milliseconds Backoff(int repeated, double random) {
  const double most = std::min(100 * std::exp2(std::clamp(repeated - 1, 0, 20)), static_cast<double>(kLongestWait.count()));
  return std::chrono::milliseconds(static_cast<int64_t>(most * random));
}

bool RetryQuota::Take(int tokens) {
  const std::scoped_lock lock(mutex_);
  if (tokens > tokens_) return false;
  tokens_ -= tokens;
  return true;
}

void RetryQuota::GiveBack(int tokens) {
  const std::scoped_lock lock(mutex_);
  tokens_ = std::min(tokens_ + tokens, kMost);
}

int RetryQuota::tokens() const {
  const std::scoped_lock lock(mutex_);
  return tokens_;
}

}  // namespace weir::aws

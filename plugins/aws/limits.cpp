#include "aws/limits.hpp"

#include <utility>

namespace weir::aws {

Limits& Limits::Shared(const std::string& service, const std::string& endpoint) {
  struct All {
    std::mutex mutex;
    std::map<std::pair<std::string, std::string>, Limits> limits;
  };
  static All& all = *new All;  // calls may end after main has
  const std::scoped_lock lock(all.mutex);
  return all.limits[{service, endpoint}];
}

Rate& Limits::rate(std::string_view name) {
  const std::scoped_lock lock(mutex_);
  const auto found = rates_.find(name);
  return found != rates_.end() ? found->second : rates_[std::string(name)];
}

}  // namespace weir::aws

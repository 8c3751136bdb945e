// The calls of CloudWatch Logs that an export needs.
//
// After the Amazon CloudWatch Logs API Reference: JSON 1.1 by POST, the operation in X-Amz-Target.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/client.hpp"
#include "cwlogs/window.hpp"
#include "weir/host.hpp"

namespace weir::cwlogs {

struct Group {
  std::string name;
  uint64_t stored_bytes = 0;
  int64_t created = 0;            // ms
  std::optional<int64_t> days{};  // that it keeps events; nothing: for ever
  std::string storage{};          // its log class; empty: the standard one
};

struct Stream {
  std::string name;
  int64_t created = 0;                  // ms
  std::optional<int64_t> last_event{};  // ms; up to an hour behind what has arrived
};

// Calls that may start a second, all of the process to one region together; 0: as many as the service takes.
struct Rates {
  double get = 0, filter = 0, describe = 0;
};

// Which events are asked for.
struct Query {
  std::string group;
  std::string stream;         // empty: FilterLogEvents, over all streams of the group
  std::string stream_prefix;  // only over those that begin so
  std::string pattern;
  Window window;
};

// How calls fail: SPLIT when the group or stream is not there, DENIED when a permission is missing, RETRY when it may pass, FATAL for
// anything else, CANCELLED.
class Service {
 public:
  // CONFIG when there is no region.  The host lives as long as it.
  static Result<Service> Connect(const std::optional<std::string>& region, Rates rates, Host host);

  const std::string& region() const { return client_->region(); }
  // All pages of them, in the order of their names.
  Status EachGroup(const std::string& prefix, const std::function<Status(Group)>& each) const;
  Status EachStream(const std::string& group, const std::string& prefix, const std::function<Status(Stream)>& each) const;
  // One page of events; nothing when the service does not take the token, which can expire.
  Result<std::optional<std::string>> Events(const Query& query, const std::string& token) const;

 private:
  Service(std::shared_ptr<aws::Client> client, Rates rates, Host host) : client_(std::move(client)), rates_(rates), host_(host) {}
  Result<aws::Reply> Call(const std::string& operation, std::string body, double at_most) const;

  std::shared_ptr<aws::Client> client_;
  Rates rates_;
  Host host_;
};

}  // namespace weir::cwlogs

// Requests over HTTP and HTTPS, any number at a time, on one thread of the process.  http.cpp and transfer.cpp alone know libcurl.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/status.hpp"

namespace weir::aws {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The first header of that name, whatever its case; null when there is none.
const std::string* FindHeader(const Headers& headers, std::string_view name);

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // whole and encoded: https://host:port/path?query
  Headers headers;  // sent as they stand; Host and Content-Length come from the url and the body unless given
  // Shared, so that an attempt can be repeated without a copy; null: no body.
  std::shared_ptr<const std::string> body;
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds idle_timeout{60'000};  // so long without a byte in either direction
  std::chrono::milliseconds total_timeout{0};      // of the whole request; 0: none
  uint64_t most_bytes = 256 << 20;                 // a longer answer is an error, found before it is in memory
  bool may_use_proxy = true;                       // HTTPS_PROXY and so on; never for metadata services
};

struct HttpReply {
  int status = 0;
  Headers headers;
  std::string body;
};

// Why there is no reply: RETRY for what may pass (resolve, connect, reset, timeout, an answer cut short), FATAL for what can't
// (a url that is none, a certificate that is not trusted, an answer over most_bytes).  No message holds a query string or a header.
using HttpDone = std::function<void(Result<HttpReply>)>;

class Http {
 public:
  // The one of this process; its thread begins with the first request.
  static Http& Shared();
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  // Calls `done` once, on the HTTP thread: it must not block there.  The result names the request, for Cancel.  [any]
  uint64_t Start(HttpRequest request, HttpDone done);
  // Ends a request early; its `done` is called with CANCELLED, unless it has been called already.  [any]
  void Cancel(uint64_t request);
  // Starts and waits; looks at `cancelled`, where there is one, at least every 200 ms.  [io], not on the HTTP thread
  Result<HttpReply> Send(HttpRequest request, const std::function<bool()>& cancelled = {});
  // Calls `what` on the HTTP thread, not before `after` has gone by.  [any]
  void Later(std::chrono::milliseconds after, std::function<void()> what);

 private:
  Http();
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace weir::aws

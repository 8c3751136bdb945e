// Calls one AWS service in one region: signs, sends, and repeats what may succeed when it is repeated.
//
// An attempt that fails in passing (no answer, 500, 502, 503, 504, throttled, skewed clock, expired token) is repeated with full
// jitter (100 ms doubled, at most 20 s) within a budget of `attempts` and a bucket of tokens that all calls of the service share, so
// that an outage is not made worse.  Throttled attempts take nothing from either: they lower the rate at which calls of that name
// start, which grows again as they succeed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/credentials.hpp"
#include "aws/http.hpp"
#include "weir/status.hpp"

namespace weir::aws {

struct Call {
  std::string name;  // of the operation: "PutObject"; for messages, and rates are kept by it
  std::string method = "GET";
  std::string endpoint;                                    // scheme://host[:port]; empty: the client's.  S3 puts the bucket into it
  std::string path = "/";                                  // as it is meant, not encoded
  std::vector<std::pair<std::string, std::string>> query;  // likewise
  Headers headers;
  std::shared_ptr<const std::string> body;
  bool unsigned_payload = false;
  std::string region;  // to sign for; empty: the client's
  double at_most = 0;  // calls of this name that may start a second, of all clients of the service, the lowest that any says; 0: as it takes them
  uint64_t most_bytes = HttpRequest().most_bytes;  // of the answer
  // What else may pass, by HTTP status and error code, besides what every service has.
  std::function<bool(int status, std::string_view code)> may_pass{};
};

// What a service said when it refused: parsed from XML and from JSON bodies alike.
struct ServiceError {
  int status = 0;
  std::string code;  // "NoSuchKey", "ThrottlingException": without what stands before `#` or behind `:`
  std::string message;
  std::string request_id;
};
ServiceError ErrorOf(const HttpReply& reply);

struct Reply {
  int status = 0;  // any but those that were repeated in vain; 500 for an error that S3 sent after 200
  Headers headers;
  std::string body;
  bool ok() const { return status >= 200 && status < 300; }
};

class Client {
 public:
  struct Config {
    std::string service;      // as it is signed: "s3"
    std::string endpoint_id;  // "S3": AWS_ENDPOINT_URL_S3
    std::string host;         // "s3": the first label of AWS's own names
    std::optional<std::string> region, profile;
    bool s3 = false;    // the signing rules of S3
    int attempts = 10;  // of a call that fails in passing; throttled ones do not count
  };
  // CONFIG when there is no region or the shared config can't be read.
  static Result<std::shared_ptr<Client>> Make(const Config& config);
  ~Client();

  // Calls `done` once, on the HTTP thread or the library's own: it must not block.  The status of the result:
  //   RETRY    no answer or refused in passing, until its attempts or the bucket ended: what the last attempt got
  //   DENIED   no credentials, or these are refused (InvalidAccessKeyId, SignatureDoesNotMatch, ExpiredToken after new ones, ...)
  //   FATAL    what can't be: a certificate, a url
  // Every other answer of the service is a Reply, 403 and 404 of a resource included: the caller knows what they mean.  [any]
  void Start(Call call, std::function<void(Result<Reply>)> done);
  // Starts and waits; gives up within 1 s of `cancelled`.  [io]
  Result<Reply> Send(Call call, const std::function<bool()>& cancelled = {});

  const std::string& region() const;
  const std::string& endpoint() const;
  bool has_custom_endpoint() const;
  // What to tell the user of calls that are being repeated: whoever waits for one asks now and then.  Empty when there is nothing
  // new, or less than 5 s after the last.  [any]
  std::string News();

  // "put s3://b/k: 403 AccessDenied: not authorized (request 4442587FB7D0A2F9)".
  static std::string Describe(std::string_view action, const ServiceError& error);

 private:
  struct Core;
  explicit Client(std::unique_ptr<Core> core);
  const std::unique_ptr<Core> core_;
};

}  // namespace weir::aws

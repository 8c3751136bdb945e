// One bucket: where it is, and calls to it.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "aws/client.hpp"
#include "store/context.hpp"
#include "store/place.hpp"
#include "store/s3/address.hpp"

namespace weir::store::s3 {

using Outcome = Result<aws::Reply>;

class Bucket : public std::enable_shared_from_this<Bucket> {
 public:
  // One per process and name.  CONFIG when no region is known.  [io]
  static Result<std::shared_ptr<Bucket>> Open(const std::string& name);

  // `call` without endpoint and region; its path is the key, without a slash in front.  A bucket that lies in another region is asked
  // there, once that is known.  `done` is called as by aws::Client::Start.  [any]
  void Start(aws::Call call, std::function<void(Outcome)> done);
  std::future<Outcome> Start(aws::Call call);
  // Waits for a call that was started, and says what takes long; CANCELLED as soon as the context says so, and what comes of the call
  // is then dropped.  [io]
  Outcome Await(std::future<Outcome>& reply, const Context& context);
  Outcome Send(aws::Call call, const Context& context);
  // For whoever waits in another way: CANCELLED when the context says so; says what takes long.  [any]
  Status Wait(const Context& context);

  const std::string& name() const { return name_; }

 private:
  Bucket(std::string name, std::shared_ptr<aws::Client> client);
  std::string region() const;
  bool LearnRegion(const aws::Reply& reply);
  void StartOnce(aws::Call call, int redirects, std::function<void(Outcome)> done);

  const std::string name_;
  const std::shared_ptr<aws::Client> client_;
  const Service service_;
  mutable std::mutex mutex_;
  std::string region_;
};

// What to do about a reply that is not what was asked for, as readable.hpp says: "read s3://b/k: 404 NoSuchKey: ...".  `permission` is
// what the caller needs, for the advice: "s3:GetObject".
Status Refusal(std::string_view action, std::string_view url, std::string_view permission, const aws::Reply& reply);

}  // namespace weir::store::s3

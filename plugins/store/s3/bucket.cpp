#include "store/s3/bucket.hpp"

#include <map>

#include "store/os_error.hpp"

namespace weir::store::s3 {
namespace {

using namespace std::chrono_literals;

constexpr int kRedirects = 2;

}  // namespace

Result<std::shared_ptr<Bucket>> Bucket::Open(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<Bucket>, std::less<>> open;
  const std::lock_guard lock(mutex);
  if (const auto known = open.find(name); known != open.end()) return known->second;
  auto client = aws::Client::Make({.service = "s3", .endpoint_id = "S3", .host = "s3", .s3 = true});
  if (!client.ok()) return client.status();
  return open.emplace(name, std::shared_ptr<Bucket>(new Bucket(name, std::move(*client)))).first->second;
}

Bucket::Bucket(std::string name, std::shared_ptr<aws::Client> client)
    : name_(std::move(name)),
      client_(std::move(client)),
      service_{client_->endpoint(), client_->region(), client_->has_custom_endpoint()},
      region_(client_->region()) {}

std::string Bucket::region() const {
  const std::lock_guard lock(mutex_);
  return region_;
}

bool Bucket::LearnRegion(const aws::Reply& reply) {
  const std::string region = RegionIn(reply);
  const std::lock_guard lock(mutex_);
  if (region.empty() || region == region_) return false;
  region_ = region;
  return true;
}

void Bucket::Start(aws::Call call, std::function<void(Outcome)> done) { StartOnce(std::move(call), kRedirects, std::move(done)); }

void Bucket::StartOnce(aws::Call call, int redirects, std::function<void(Outcome)> done) {
  aws::Call addressed = call;
  const std::string asked = region();
  Address(service_, name_, asked, addressed);
  client_->Start(std::move(addressed),
                 [self = shared_from_this(), call = std::move(call), redirects, asked, done = std::move(done)](Outcome outcome) mutable {
                   // Another call may have learned it meanwhile.
                   const auto has_moved = [&] { return self->LearnRegion(*outcome) || self->region() != asked; };
                   if (outcome.ok() && !outcome->ok() && redirects > 0 && outcome->status / 100 != 5 && has_moved())
                     self->StartOnce(std::move(call), redirects - 1, std::move(done));
                   else
                     done(std::move(outcome));
                 });
}

std::future<Outcome> Bucket::Start(aws::Call call) {
  const auto promise = std::make_shared<std::promise<Outcome>>();
  std::future<Outcome> reply = promise->get_future();
  Start(std::move(call), [promise](Outcome outcome) { promise->set_value(std::move(outcome)); });
  return reply;
}

Outcome Bucket::Send(aws::Call call, const Context& context) {
  std::future<Outcome> reply = Start(std::move(call));
  return Await(reply, context);
}

Outcome Bucket::Await(std::future<Outcome>& reply, const Context& context) {
  while (reply.wait_for(200ms) != std::future_status::ready)
    if (Status status = Wait(context); !status.ok()) return status;
  return reply.get();
}

Status Bucket::Wait(const Context& context) {
  if (const std::string news = client_->News(); !news.empty() && context.log) context.log(WEIR_WARN, news);
  return context.cancelled && context.cancelled() ? Status::Cancelled() : Status();
}

Status Refusal(std::string_view action, std::string_view url, std::string_view permission, const aws::Reply& reply) {
  const aws::ServiceError error = aws::ErrorOf({reply.status, reply.headers, reply.body});
  const std::string message = aws::Client::Describe(std::string(action) + ' ' + Shown(url), error);
  if (error.code == "NoSuchBucket") return Status::Config(message + "; check the bucket's name");
  if (reply.status == 301 || reply.status == 307) return Status::Config(message + "; the bucket is in another region: set AWS_REGION");
  if (reply.status == 403) return Status::Denied(message + "; check the policy's " + std::string(permission));
  if (reply.status == 404) return Status::Split(message);
  return Status::Fatal(message);
}

}  // namespace weir::store::s3

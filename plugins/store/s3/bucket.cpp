#include "store/s3/bucket.hpp"

#include <algorithm>
#include <map>

#include "store/os_error.hpp"

namespace weir::store::s3 {
namespace {

using namespace std::chrono_literals;

constexpr int kRedirects = 2;

// AWS names endpoints after regions, so a bucket elsewhere has another one; a server of one's own has one for all.
std::string EndpointIn(const std::string& endpoint, const std::string& from, const std::string& region) {
  const size_t at = endpoint.find('.' + from + '.');
  if (at == std::string::npos) return endpoint;
  std::string moved = endpoint;
  return moved.replace(at + 1, from.size(), region);
}

bool IsRegionName(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// The region that the body of an error names.
std::string RegionIn(std::string_view body) {
  const size_t begin = body.find("<Region>");
  const size_t end = body.find("</Region>");
  return begin == std::string_view::npos || end == std::string_view::npos || end < begin
             ? ""
             : std::string(body.substr(begin + 8, end - begin - 8));
}

}  // namespace

Result<std::shared_ptr<Bucket>> Bucket::Open(const std::string& name, const Context& context) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<Bucket>, std::less<>> open;
  const std::lock_guard lock(mutex);
  if (const auto known = open.find(name); known != open.end()) return known->second;
  auto client = aws::Client::Make({.service = "s3", .endpoint_id = "S3", .host = "s3", .s3 = true, .log = context.log});
  if (!client.ok()) return client.status();
  return open.emplace(name, std::shared_ptr<Bucket>(new Bucket(name, std::move(*client)))).first->second;
}

// A dot in the name would not match the certificate of *.s3.amazonaws.com.
Bucket::Bucket(std::string name, std::shared_ptr<aws::Client> client)
    : name_(std::move(name)),
      client_(std::move(client)),
      by_path_(client_->has_custom_endpoint() || name_.find('.') != std::string::npos),
      region_(client_->region()) {}

void Bucket::Address(aws::Call& call) const {
  {
    const std::lock_guard lock(mutex_);
    call.region = region_;
  }
  call.endpoint = EndpointIn(client_->endpoint(), client_->region(), call.region);
  if (by_path_)
    call.path = '/' + name_ + (call.path.empty() ? "" : '/' + call.path);
  else
    call.endpoint.insert(call.endpoint.find("://") + 3, name_ + '.'), call.path.insert(0, "/");
}

bool Bucket::LearnRegion(const aws::Reply& reply) {
  const bool is_elsewhere = reply.status == 301 || reply.status == 307 || reply.status == 400;
  if (!is_elsewhere) return false;
  const std::string* header = aws::FindHeader(reply.headers, "x-amz-bucket-region");
  const std::string region = header != nullptr ? *header : RegionIn(reply.body);
  const std::lock_guard lock(mutex_);
  if (!IsRegionName(region) || region == region_) return false;
  region_ = region;
  return true;
}

void Bucket::Start(aws::Call call, std::function<void(Outcome)> done) { StartOnce(std::move(call), kRedirects, std::move(done)); }

void Bucket::StartOnce(aws::Call call, int redirects, std::function<void(Outcome)> done) {
  aws::Call addressed = call;
  Address(addressed);
  const std::string asked = addressed.region;
  client_->Start(std::move(addressed),
                 [self = shared_from_this(), call = std::move(call), redirects, asked, done = std::move(done)](Outcome outcome) mutable {
                   // Another call may have learned it meanwhile.
                   const auto has_moved = [&] {
                     if (self->LearnRegion(*outcome)) return true;
                     const std::lock_guard lock(self->mutex_);
                     return self->region_ != asked;
                   };
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

Outcome Await(std::future<Outcome>& reply, const Context& context) {
  while (reply.wait_for(200ms) != std::future_status::ready)
    if (context.cancelled && context.cancelled()) return Status::Cancelled();
  return reply.get();
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

#include "aws/client.hpp"

#include <random>

#include "aws/caller.hpp"
#include "aws/profile.hpp"
#include "aws/signer.hpp"

namespace weir::aws {
namespace {

double Random() {
  thread_local std::mt19937 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

HttpRequest Sign(const Call& call, std::string& payload_hash, const Credentials& credentials, std::chrono::system_clock::time_point time,
                 const Client::Config& config, const Location& location) {
  Target target{call.method, call.endpoint.empty() ? location.endpoint : call.endpoint, call.path, call.query, call.headers};
  if (payload_hash.empty())
    payload_hash =
        call.unsigned_payload ? std::string(kUnsignedPayload) : HashPayload(call.body == nullptr ? std::string_view() : *call.body);
  const Signing signing{config.service, call.region.empty() ? location.region : call.region, config.s3, time};
  SignHeaders(target, signing, credentials, payload_hash);
  return HttpRequest{
      .method = call.method, .url = UrlOf(target), .headers = std::move(target.headers), .body = call.body, .most_bytes = call.most_bytes};
}

World WorldOf(const Client::Config& config, const Location& location) {
  const auto chain = CredentialChain::Shared({config.profile, config.region});
  return {.credentials = [chain](const auto& cancelled) { return chain->Get(cancelled); },
          .reject = [chain](const Credentials& refused) { chain->Reject(refused); },
          .sign = [config, location](const Call& call, std::string& payload_hash, const Credentials& credentials,
                                     auto time) { return Sign(call, payload_hash, credentials, time, config, location); },
          .later = [](auto after, auto what) { Http::Shared().Later(after, std::move(what)); },
          .random = Random};
}

}  // namespace

struct Client::Core {
  Core(const Config& config, Location where)
      : location(std::move(where)),
        caller(std::make_shared<Caller>(config, WorldOf(config, location), Limits::Shared(config.service, location.endpoint))) {}

  const Location location;
  const std::shared_ptr<Caller> caller;
};

Result<std::shared_ptr<Client>> Client::Make(const Config& config) {
  Result<Location> location = Locate(config.endpoint_id, config.host, config.region, config.profile);
  if (!location.ok()) return location.status();
  if (location->region.empty()) return Status::Config("no region for " + config.service + ": set AWS_REGION, or `region` of the profile");
  return std::shared_ptr<Client>(new Client(std::make_unique<Core>(config, *std::move(location))));
}

Client::Client(std::unique_ptr<Core> core) : core_(std::move(core)) {}
Client::~Client() = default;

void Client::Start(Call call, std::function<void(Result<Reply>)> done) { core_->caller->Start(std::move(call), std::move(done)); }

Result<Reply> Client::Send(Call call, const std::function<bool()>& cancelled) { return core_->caller->Send(std::move(call), cancelled); }

const std::string& Client::region() const { return core_->location.region; }
const std::string& Client::endpoint() const { return core_->location.endpoint; }
bool Client::has_custom_endpoint() const { return core_->location.is_custom; }
std::string Client::News() { return core_->caller->News(); }

std::string Client::Describe(std::string_view action, const ServiceError& error) {
  std::string text = std::string(action) + ": " + std::to_string(error.status);
  if (!error.code.empty()) text += " " + error.code;
  if (!error.message.empty()) text += ": " + error.message;
  if (!error.request_id.empty()) text += " (request " + error.request_id + ")";
  return text;
}

}  // namespace weir::aws

// The role of an EC2 instance, of its metadata service.  Version 2 only: version 1 answers anyone who can make the host send a request.

#include <fmt/format.h>

#include "aws/document.hpp"
#include "aws/endpoint.hpp"
#include "aws/link.hpp"
#include "aws/printable.hpp"
#include "aws/signer.hpp"

namespace weir::aws {
namespace {

constexpr const char* kLink = "instance metadata";
constexpr int kAttempts = 3;
constexpr std::chrono::seconds kPatience{1};
constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";

class Metadata {
 public:
  Metadata(const Question& question, std::string endpoint) : question_(question), endpoint_(std::move(endpoint)) {}

  Found Ask() {
    Result<HttpReply> token = Send("PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}});
    // No answer is what every machine gives that is no instance.
    if (!token.ok() && token.status().code() == WEIR_E_RETRY)
      return Found::None(kLink, fmt::format("no answer of {}: {}", endpoint_, token.status().message()));
    if (!token.ok()) return Found::Failed(kLink, token.status());
    if (token->status >= 500) return Found::Failed(kLink, Refused("the token", token->status));
    if (token->status == 403) return Found::None(kLink, fmt::format("{} is switched off: 403 for the token", endpoint_));
    if (token->status != 200 || token->body.empty() || token->body.find_first_of("\r\n") != std::string::npos)
      return Found::None(kLink, fmt::format("{} gives no token of version 2 ({}), and version 1 is never asked", endpoint_, token->status));
    const Headers with_token{{"X-aws-ec2-metadata-token", token->body}};

    const Result<HttpReply> roles = Send("GET", kRoles, with_token);
    if (!roles.ok()) return Found::Failed(kLink, roles.status());
    if (roles->status == 404) return Found::None(kLink, "the instance has no role");
    if (roles->status != 200) return Found::Failed(kLink, Refused("the role's name", roles->status));
    const std::string role = Printable(roles->body.substr(0, roles->body.find_first_of("\r\n")), 128);
    if (role.empty()) return Found::None(kLink, "the instance has no role");

    const Result<HttpReply> reply = Send("GET", kRoles + PercentEncode(role, true), with_token);
    if (!reply.ok()) return Found::Failed(kLink, reply.status());
    if (reply->status != 200) return Found::Failed(kLink, Refused(fmt::format("role {}", role), reply->status));
    Result<Credentials> credentials = ParseDocument(reply->body, "Token");
    if (!credentials.ok())
      return Found::Failed(kLink, Status(credentials.status()).Annotate(fmt::format("role {} at {}", role, endpoint_)));
    return Found::Of(kLink, std::move(credentials));
  }

 private:
  Result<HttpReply> Send(const char* method, const std::string& path, const Headers& headers) {
    Result<HttpReply> reply = Status::Cancelled();
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      if (IsCancelled(question_.cancelled)) return Status::Cancelled();
      HttpRequest request;
      request.method = method;
      request.url = endpoint_ + path;
      request.headers = headers;
      request.connect_timeout = request.total_timeout = kPatience;
      request.most_bytes = 64 << 10;
      request.may_use_proxy = false;
      reply = question_.outside.fetch(std::move(request), question_.cancelled);
      const bool may_pass = reply.ok() ? reply->status >= 500 : reply.status().code() == WEIR_E_RETRY;
      if (!may_pass) break;
    }
    return reply;
  }

  Status Refused(std::string_view what, int status) const {
    const std::string message = fmt::format("{} for {} at {}", status, what, endpoint_);
    return (status >= 500 ? Status::Retry(message) : Status::Denied(message)).WithDetail(status);
  }

  const Question& question_;
  std::string endpoint_;
};

}  // namespace

Found AskMetadata(const Question& question) {
  const Environment& variable = question.outside.environment;
  if (IsTrue(variable("AWS_EC2_METADATA_DISABLED"))) return Found::None(kLink, "AWS_EC2_METADATA_DISABLED is true");
  const auto mode = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
  const bool is_ipv6 = mode && (*mode == "IPv6" || *mode == "ipv6");
  std::string endpoint =
      variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or(is_ipv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
  while (endpoint.ends_with('/')) endpoint.pop_back();
  if (!ParseEndpoint(endpoint))
    return Found::Failed(kLink, Status::Config("AWS_EC2_METADATA_SERVICE_ENDPOINT is no url: http://host[:port]"));
  return Metadata(question, std::move(endpoint)).Ask();
}

}  // namespace weir::aws

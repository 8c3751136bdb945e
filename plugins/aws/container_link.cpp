// The credentials of an ECS task or an EKS pod: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aws/document.hpp"
#include "aws/endpoint.hpp"
#include "aws/link.hpp"

namespace weir::aws {
namespace {

constexpr const char* kLink = "container";
constexpr const char* kEcs = "http://169.254.170.2";
constexpr int kAttempts = 3;

// Without TLS only where nobody else can listen: this machine, and the addresses of ECS and EKS.
bool IsSafe(const std::string& url) {
  const auto endpoint = ParseEndpoint(url.substr(0, url.find('?')));
  if (!endpoint) return false;
  if (endpoint->scheme == "https") return true;
  static constexpr std::array<std::string_view, 5> kKnown = {"localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
  if (std::ranges::find(kKnown, endpoint->host) != kKnown.end()) return true;
  // 127.0.0.0/8 as an address, not a name that begins like one.
  return endpoint->host.starts_with("127.") && std::ranges::count(endpoint->host, '.') == 3 &&
         endpoint->host.find_first_not_of("0123456789.") == std::string::npos;
}

// The token for the Authorization header; empty when there is none.
Result<std::string> TokenOf(const Environment& variable) {
  std::string token = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
  // The file is read each time: its token is replaced before it expires.
  if (const auto file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    const Result<std::optional<std::string>> text = ReadSmallFile(*file, 64 << 10);
    if (!text.ok()) return text.status();
    if (!*text) return Status::Config(fmt::format("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names {}, which is not there", *file));
    token = **text;
    while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  }
  if (token.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
    return Status::Config("the container's authorization token has more than one line");
  return token;
}

Result<Credentials> Fetched(const Question& question, const std::string& url) {
  const Result<std::string> token = TokenOf(question.outside.environment);
  if (!token.ok()) return token.status();
  const std::string shown = url.substr(0, url.find('?'));
  Status failure;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0) question.outside.wait(std::chrono::milliseconds(200 << attempt), question.cancelled);
    if (IsCancelled(question.cancelled)) return Status::Cancelled();
    HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "application/json"}};
    if (!token->empty()) request.headers.emplace_back("Authorization", *token);
    request.connect_timeout = request.total_timeout = std::chrono::seconds(2);
    request.most_bytes = 64 << 10;
    request.may_use_proxy = false;
    const Result<HttpReply> reply = question.outside.fetch(std::move(request), question.cancelled);
    if (!reply.ok() && reply.status().code() != WEIR_E_RETRY) return reply.status();
    if (reply.ok() && reply->status == 200) {
      const Result<Credentials> credentials = ParseDocument(reply->body, "Token");
      if (credentials.ok()) return credentials;
      return Status(credentials.status()).Annotate(shown);
    }
    if (reply.ok() && reply->status < 500 && reply->status != 429)
      return Status::Denied(fmt::format("{}: {}", shown, reply->status)).WithDetail(reply->status);
    failure = reply.ok() ? Status::Retry(fmt::format("{}: {}", shown, reply->status)) : reply.status();
  }
  return failure;
}

}  // namespace

Found AskContainer(const Question& question) {
  const Environment& variable = question.outside.environment;
  if (const auto path = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
    if (!path->starts_with('/'))
      return Found::Failed(kLink, Status::Config("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash"));
    return Found::Of(kLink, Fetched(question, kEcs + *path));
  }
  const auto url = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!url) return Found::None(kLink, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set");
  if (!IsSafe(*url))
    return Found::Failed(kLink, Status::Config("AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine, 169.254.170.2, "
                                               "169.254.170.23 or [fd00:ec2::23]: anyone else could read the credentials"));
  return Found::Of(kLink, Fetched(question, *url));
}

}  // namespace weir::aws

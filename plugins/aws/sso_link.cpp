// IAM Identity Center: the token that `aws sso login` left, for the credentials of a role.

#include <fmt/format.h>
#include <openssl/evp.h>

#include <nlohmann/json.hpp>

#include "aws/document.hpp"
#include "aws/link.hpp"
#include "aws/sha256.hpp"
#include "aws/signer.hpp"

namespace weir::aws {
namespace {

std::string Value(const Settings* settings, std::string_view name) {
  if (settings == nullptr) return {};
  const auto found = settings->find(name);
  return found == settings->end() ? std::string() : found->second;
}

// The name of the cached token's file: the SHA-1 of the session's name, or of the start url of profiles without a session.
std::string FileOf(std::string_view key) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(key.data(), key.size(), digest, &size, EVP_sha1(), nullptr) != 1) return {};
  return Hex({reinterpret_cast<const char*>(digest), size}) + ".json";
}

Status LogIn(const std::string& profile, std::string_view why) {
  return Status::Denied(fmt::format("SSO: {}; run `aws sso login --profile {}`", why, profile));
}

Result<std::string> TokenOf(const Question& question, const std::string& profile, std::string_view key) {
  const std::string path = ExpandHome(question.outside.environment, "~/.aws/sso/cache/" + FileOf(key));
  const Result<std::optional<std::string>> text = ReadSmallFile(path, 256 << 10);
  if (!text.ok()) return text.status();
  if (!*text) return LogIn(profile, fmt::format("there is no token {}", path));
  const auto document = nlohmann::json::parse(**text, nullptr, false);
  const auto member = [&](const char* name) {
    return document.is_object() && document.contains(name) && document[name].is_string() ? document[name].get<std::string>()
                                                                                         : std::string();
  };
  const auto expires = ParseInstant(member("expiresAt"));
  if (member("accessToken").empty() || !expires) return LogIn(profile, fmt::format("{} holds no token", path));
  if (*expires <= question.outside.now()) return LogIn(profile, fmt::format("the token {} has expired", path));
  return member("accessToken");
}

constexpr int64_t kLatest = 7'258'118'400'000;  // 2200-01-01, within the clock's nanoseconds

Result<Credentials> CredentialsOf(const std::string& body) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  if (!document.is_object() || !document.contains("roleCredentials")) return Status::Fatal("SSO: the answer has no roleCredentials");
  const auto& found = document["roleCredentials"];
  const auto text = [&](const char* name) {
    return found.is_object() && found.contains(name) && found[name].is_string() ? found[name].get<std::string>() : std::string();
  };
  Credentials credentials{text("accessKeyId"), text("secretAccessKey"), text("sessionToken")};
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty() || !found.contains("expiration") ||
      !found["expiration"].is_number_integer() || found["expiration"] < 0 || found["expiration"] > kLatest)
    return Status::Fatal("SSO: the roleCredentials in the answer are not whole");
  credentials.expires = std::chrono::system_clock::time_point(std::chrono::milliseconds(found["expiration"].get<int64_t>()));
  return credentials;
}

}  // namespace

Result<Credentials> AskSso(const Question& question, const Settings& profile, const std::string& profile_name) {
  const std::string session = Value(&profile, "sso_session");
  const Settings* session_settings = session.empty() ? &profile : question.config.sso_session(session);
  if (session_settings == nullptr)
    return Status::Config(fmt::format("sso-session `{}` of profile `{}` is not there", session, profile_name));
  const std::string account = Value(&profile, "sso_account_id"), role = Value(&profile, "sso_role_name");
  const std::string region = Value(session_settings, "sso_region"), start_url = Value(session_settings, "sso_start_url");
  if (account.empty() || role.empty() || region.empty() || start_url.empty())
    return Status::Config(
        fmt::format("profile `{}` wants SSO and lacks one of sso_account_id, sso_role_name, sso_region, sso_start_url", profile_name));
  const Result<std::string> token = TokenOf(question, profile_name, session.empty() ? start_url : session);
  if (!token.ok()) return token.status();
  const Result<Location> location = Locate("SSO", "portal.sso", region, profile_name, question.outside.environment);
  if (!location.ok()) return location.status();

  const Target target{"GET", location->endpoint, "/federation/credentials", {{"role_name", role}, {"account_id", account}}, {}};
  HttpRequest request;
  request.url = UrlOf(target);
  request.headers = {{"x-amz-sso_bearer_token", *token}};
  request.total_timeout = std::chrono::seconds(30);
  request.most_bytes = 1 << 20;
  const Result<HttpReply> reply = question.outside.fetch(std::move(request), question.cancelled);
  if (!reply.ok()) return Status(reply.status()).Annotate("SSO");
  if (reply->status == 401) return LogIn(profile_name, "401, the token is refused");
  if (reply->status == 429 || reply->status >= 500) return Status::Retry(fmt::format("SSO: {} of {}", reply->status, location->endpoint));
  if (reply->status != 200)
    return Status::Denied(fmt::format("SSO: {} for role {} of account {}", reply->status, role, account)).WithDetail(reply->status);
  Result<Credentials> credentials = CredentialsOf(reply->body);
  if (credentials.ok()) credentials->account_id = account;
  return credentials;
}

}  // namespace weir::aws

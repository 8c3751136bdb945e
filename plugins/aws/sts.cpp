#include "aws/sts.hpp"

#include <fmt/format.h>

#include <pugixml.hpp>
#include <random>

#include "aws/document.hpp"
#include "aws/printable.hpp"
#include "aws/service_error.hpp"
#include "aws/signer.hpp"

namespace weir::aws {
namespace {

constexpr int kAttempts = 3;
// STS is in every region of AWS; where nothing names one, any will do.
constexpr const char* kAnyRegion = "us-east-1";
constexpr const char* kVersion = "2011-06-15";

std::string ActionOf(const Query& form) { return form.empty() ? std::string() : form.front().second; }

bool MayPass(const ServiceError& error) {
  const Verdict verdict = Judge(error);
  return verdict == Verdict::Passing || verdict == Verdict::Throttled;
}

// The fifth part of arn:aws:sts::123456789012:assumed-role/name/session.
std::string AccountOf(std::string_view arn) {
  for (int colons = 0; colons < 4; ++colons) {
    const size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

// Full jitter, as for every call.
std::chrono::milliseconds Pause(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::chrono::milliseconds(std::uniform_int_distribution<int>(0, 200 << attempt)(random));
}

}  // namespace

Result<std::string> CallSts(const Question& question, const Credentials* credentials, const Query& form) {
  const Result<Location> found = Locate("STS", "sts", question.region, question.profile.name, question.outside.environment);
  if (!found.ok()) return found.status();
  Location location = *found;
  if (location.region.empty()) location.region = kAnyRegion;
  if (location.endpoint.empty()) {
    const Result<Location> any = Locate("STS", "sts", location.region, question.profile.name, question.outside.environment);
    if (!any.ok()) return any.status();
    location = *any;
  }
  Query whole = form;
  whole.emplace_back("Version", kVersion);
  const std::string body = EncodeQuery(whole, false);
  const std::string what = fmt::format("{} at {}", ActionOf(form), location.endpoint);

  Status failure;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0) question.outside.wait(Pause(attempt), question.cancelled);
    if (IsCancelled(question.cancelled)) return Status::Cancelled();
    Target target{"POST", location.endpoint, "/", {}, {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}};
    if (credentials != nullptr)
      SignHeaders(target, {"sts", location.region, false, question.outside.now()}, *credentials, HashPayload(body));
    HttpRequest request;
    request.method = target.method;
    request.url = UrlOf(target);
    request.headers = target.headers;
    request.body = std::make_shared<const std::string>(body);
    request.total_timeout = std::chrono::seconds(30);
    request.most_bytes = 1 << 20;
    Result<HttpReply> reply = question.outside.fetch(std::move(request), question.cancelled);
    if (!reply.ok()) {
      failure = Status(reply.status()).Annotate(what);
      if (failure.code() != WEIR_E_RETRY) return failure;
      continue;
    }
    if (reply->status == 200) return std::move(reply->body);
    const ServiceError error = ErrorOf(*reply);
    const std::string message = Client::Describe(what, error);
    if (!MayPass(error)) return Status::Denied(message).WithDetail(error.status);
    failure = Status::Retry(message).WithDetail(error.status);
  }
  return failure;
}

Result<Credentials> AssumedCredentials(const std::string& xml) {
  pugi::xml_document document;
  (void)document.load_buffer(xml.data(), xml.size());
  // AssumeRoleResult or AssumeRoleWithWebIdentityResult.
  const pugi::xml_node result =
      document.document_element().find_child([](pugi::xml_node node) { return !node.child("Credentials").empty(); });
  const pugi::xml_node found = result.child("Credentials");
  Credentials credentials{found.child_value("AccessKeyId"), found.child_value("SecretAccessKey"), found.child_value("SessionToken")};
  credentials.expires = ParseInstant(found.child_value("Expiration"));
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty() || credentials.session_token.empty() ||
      !credentials.expires)
    return Status::Fatal("the answer of STS has no whole Credentials");
  credentials.account_id = AccountOf(result.child("AssumedRoleUser").child_value("Arn"));
  return credentials;
}

Result<CallerIdentity> GetCallerIdentity(const Question& question, const Credentials& credentials) {
  const Result<std::string> xml = CallSts(question, &credentials, {{"Action", "GetCallerIdentity"}});
  if (!xml.ok()) return xml.status();
  pugi::xml_document document;
  (void)document.load_buffer(xml->data(), xml->size());
  const pugi::xml_node result = document.document_element().child("GetCallerIdentityResult");
  CallerIdentity identity{Printable(result.child_value("Account"), 64), Printable(result.child_value("Arn"), 2048)};
  if (identity.account.empty() || identity.arn.empty()) return Status::Fatal("the answer of STS has no Account and Arn");
  return identity;
}

}  // namespace weir::aws

// A token of another identity provider (EKS, GitHub, ...) for a role: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN.

#include <fmt/format.h>

#include "aws/role.hpp"
#include "aws/sts.hpp"

namespace weir::aws {

Result<Credentials> AssumeWithWebIdentity(const Question& question, const RoleWanted& role, const std::string& token_file) {
  // The file is read each time: its token is replaced long before it expires.
  const Result<std::optional<std::string>> read = ReadSmallFile(token_file, 64 << 10);
  if (!read.ok()) return read.status();
  if (!*read) return Status::Config(fmt::format("the web identity token {} is not there", token_file));
  std::string token = **read;
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) token.pop_back();
  if (token.empty()) return Status::Config(fmt::format("the web identity token {} is empty", token_file));
  Query form{{"Action", "AssumeRoleWithWebIdentity"},
             {"RoleArn", role.arn},
             {"RoleSessionName", role.session_name(question)},
             {"WebIdentityToken", std::move(token)}};
  if (role.duration) form.emplace_back("DurationSeconds", *role.duration);
  const Result<std::string> xml = CallSts(question, nullptr, form);
  if (!xml.ok()) return xml.status();
  return AssumedCredentials(*xml);
}

Found AskWebIdentity(const Question& question) {
  const std::string link = "web identity";
  if (question.profile_was_chosen) return Found::None(link, "not asked, as a profile was chosen");
  const Environment& variable = question.outside.environment;
  const auto file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
  if (!file) return Found::None(link, "AWS_WEB_IDENTITY_TOKEN_FILE is not set");
  const auto arn = variable("AWS_ROLE_ARN");
  if (!arn) return Found::Failed(link, Status::Config("AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not"));
  return Found::Of(link, AssumeWithWebIdentity(question, {*arn, variable("AWS_ROLE_SESSION_NAME"), {}, {}}, *file));
}

}  // namespace weir::aws

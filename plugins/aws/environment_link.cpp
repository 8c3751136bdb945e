// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.

#include <fmt/format.h>

#include "aws/document.hpp"
#include "aws/link.hpp"

namespace weir::aws {

Found AskEnvironment(const Question& question) {
  const std::string link = "environment";
  // Somebody who names a profile means it, whatever the shell has.
  if (question.profile_was_chosen) return Found::None(link, "not asked, as a profile was chosen");
  const Environment& variable = question.outside.environment;
  const auto key = variable("AWS_ACCESS_KEY_ID"), secret = variable("AWS_SECRET_ACCESS_KEY");
  if (!key && !secret) return Found::None(link, "AWS_ACCESS_KEY_ID is not set");
  if (!key || !secret)
    return Found::Failed(link, Status::Config(fmt::format("{} is set and {} is not", key ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                                                          key ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID")));
  Credentials credentials{*key, *secret, variable("AWS_SESSION_TOKEN").value_or("")};
  credentials.account_id = variable("AWS_ACCOUNT_ID").value_or("");
  if (const auto expires = variable("AWS_CREDENTIAL_EXPIRATION")) {
    credentials.expires = ParseInstant(*expires);
    if (!credentials.expires)
      return Found::Failed(link, Status::Config("AWS_CREDENTIAL_EXPIRATION is no instant such as 2024-05-29T00:21:43Z"));
  }
  return Found::Of(link, std::move(credentials));
}

}  // namespace weir::aws

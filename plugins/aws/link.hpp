// The links of the credential chain: places that are asked for credentials, a file each.
#pragma once

#include <optional>
#include <string>

#include "aws/credentials.hpp"
#include "aws/outside.hpp"
#include "aws/profile.hpp"

namespace weir::aws {

struct Question {
  const Outside& outside;
  const SharedConfig& config;
  ChosenProfile profile;
  bool profile_was_chosen = false;  // by the caller, which is more than what variables say
  std::optional<std::string> region;
  Cancelled cancelled;
};

// Three outcomes: credentials; none, because the link is not configured, for a `reason`; configured, and a `failure` to get them.
struct Found {
  std::string link;  // as LinkAnswer has it
  std::optional<Credentials> credentials{};
  std::string reason{};
  Status failure{};

  static Found None(std::string link, std::string reason) { return {std::move(link), std::nullopt, std::move(reason), {}}; }
  static Found Of(std::string link, Result<Credentials> result) {
    if (result.ok()) return {std::move(link), std::move(*result), {}, {}};
    return {std::move(link), std::nullopt, {}, result.status()};
  }
  static Found Failed(std::string link, Status failure) { return {std::move(link), std::nullopt, {}, std::move(failure)}; }
  bool is_configured() const { return credentials || !failure.ok(); }
};

Found AskEnvironment(const Question& question);
Found AskProfile(const Question& question);
Found AskWebIdentity(const Question& question);
Found AskContainer(const Question& question);
Found AskMetadata(const Question& question);

// What a profile may say besides keys and a role.
Result<Credentials> AskProcess(const Question& question, const std::string& command);
Result<Credentials> AskSso(const Question& question, const Settings& profile, const std::string& profile_name);

}  // namespace weir::aws

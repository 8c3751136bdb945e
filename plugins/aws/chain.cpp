#include "aws/chain.hpp"

#include <fmt/format.h>

namespace weir::aws {
namespace {

// What a link failed of, as Get promises it: a link that answers nonsense has refused too.
Status Failed(const Found& found) {
  Status failure = found.failure;
  if (failure.code() == WEIR_E_FATAL) failure = Status::Denied(failure.message());
  if (failure.code() == WEIR_E_CANCELLED) return failure;
  return std::move(failure).Annotate(found.link);
}

Status NoneOf(const std::vector<LinkAnswer>& answers) {
  std::string message = "no AWS credentials";
  for (const LinkAnswer& answer : answers) message += fmt::format("; {}: {}", answer.link, answer.reason);
  return Status::Denied(std::move(message));
}

}  // namespace

ChainAnswer AskChain(const Outside& outside, const CredentialChain::Choices& choices, const Cancelled& cancelled) {
  const Result<SharedConfig> config = SharedConfig::Load(outside.environment);
  if (!config.ok()) return {config.status(), {}};
  Result<ChosenProfile> profile = ChooseProfile(*config, choices.profile, outside.environment);
  if (!profile.ok()) return {profile.status(), {}};
  const Question question{outside, *config, std::move(*profile), choices.profile.has_value(), choices.region, cancelled};

  std::vector<LinkAnswer> answers;
  for (const auto ask : {AskEnvironment, AskProfile, AskWebIdentity, AskContainer, AskMetadata}) {
    Found found = ask(question);
    answers.push_back({found.link, found.failure.ok() ? found.reason : found.failure.message()});
    if (found.credentials) return {std::move(*found.credentials), std::move(answers)};
    if (found.is_configured()) return {Failed(found), std::move(answers)};
  }
  return {NoneOf(answers), std::move(answers)};
}

}  // namespace weir::aws

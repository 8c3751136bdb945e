// The chosen profile: keys, a role that another profile or link may assume, a web identity, SSO, a process.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "aws/role.hpp"

namespace weir::aws {
namespace {

std::optional<std::string> Value(const Settings& profile, std::string_view name) {
  const auto found = profile.find(name);
  return found == profile.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
}

bool HasKeys(const Settings& profile) { return Value(profile, "aws_access_key_id") || Value(profile, "aws_secret_access_key"); }

constexpr size_t kMostProfiles = 16;  // one behind the other; nobody has half as many

// What asks a profile, and the profiles that its roles lead to.
class Profiles {
 public:
  explicit Profiles(const Question& question) : question_(question) {}

  Found Ask(const std::string& name, const Settings& profile) {
    visited_.push_back(name);
    // A profile may be the source of its own role: then its keys are meant.
    const bool is_source = visited_.size() > 1;
    if (Value(profile, "role_arn") && !(is_source && HasKeys(profile))) return AskRole(name, profile);
    if (HasKeys(profile)) return Found::Of(Link(name, "keys"), Keys(name, profile));
    if (Value(profile, "sso_session") || Value(profile, "sso_start_url"))
      return Found::Of(Link(name, "SSO"), AskSso(question_, profile, name));
    if (const auto command = Value(profile, "credential_process"))
      return Found::Of(Link(name, "credential_process"), AskProcess(question_, *command));
    return Found::None(fmt::format("profile `{}`", name), "it has no keys, role, SSO or credential_process");
  }

 private:
  static std::string Link(const std::string& name, std::string_view kind) { return fmt::format("profile `{}`: {}", name, kind); }

  static Result<Credentials> Keys(const std::string& name, const Settings& profile) {
    const auto key = Value(profile, "aws_access_key_id"), secret = Value(profile, "aws_secret_access_key");
    if (!key || !secret)
      return Status::Config(fmt::format("profile `{}` has one of aws_access_key_id and aws_secret_access_key, and not the other", name));
    Credentials credentials{*key, *secret, Value(profile, "aws_session_token").value_or("")};
    credentials.account_id = Value(profile, "aws_account_id").value_or("");
    return credentials;
  }

  Found AskRole(const std::string& name, const Settings& profile) {
    const std::string link = Link(name, "role");
    const RoleWanted role{*Value(profile, "role_arn"), Value(profile, "role_session_name"), Value(profile, "external_id"),
                          Value(profile, "duration_seconds")};
    const auto wrong = [&](std::string why) { return Found::Failed(link, Status::Config(fmt::format("profile `{}`: {}", name, why))); };
    if (role.duration) {
      int seconds = 0;
      const char* end = role.duration->data() + role.duration->size();
      const auto [rest, error] = std::from_chars(role.duration->data(), end, seconds);
      if (error != std::errc() || rest != end || seconds < 900 || seconds > 43200)
        return wrong("duration_seconds must be a number from 900 to 43200");
    }
    if (const auto file = Value(profile, "web_identity_token_file")) return Found::Of(link, AssumeWithWebIdentity(question_, role, *file));
    if (Value(profile, "mfa_serial"))
      return wrong("its role wants a code of a device, which nobody can type here; let `aws configure export-credentials` ask for it");
    const auto source_profile = Value(profile, "source_profile"), credential_source = Value(profile, "credential_source");
    if (source_profile && credential_source) return wrong("it has both source_profile and credential_source");
    if (!source_profile && !credential_source) return wrong("it has role_arn, and neither source_profile nor credential_source");
    Found source = source_profile ? AskSource(name, profile, *source_profile) : AskNamed(*credential_source);
    if (!source.failure.ok())
      return Found::Failed(link, std::move(source.failure).Annotate(fmt::format("the source of the role in profile `{}`", name)));
    if (!source.credentials) return wrong(fmt::format("the source of its role has no credentials: {}: {}", source.link, source.reason));
    return Found::Of(link, AssumeRole(question_, role, *source.credentials));
  }

  Found AskSource(const std::string& name, const Settings& profile, const std::string& source) {
    const Settings* settings = question_.config.profile(source);
    const auto wrong = [&](std::string why) { return Found::Failed("", Status::Config(std::move(why))); };
    if (settings == nullptr) return wrong(fmt::format("profile `{}`, its source_profile, is not there", source));
    const bool is_own = source == name && HasKeys(profile);
    if (!is_own && std::ranges::find(visited_, source) != visited_.end())
      return wrong(fmt::format("the source_profiles go in a circle: {} -> {}", fmt::join(visited_, " -> "), source));
    if (visited_.size() == kMostProfiles)
      return wrong(fmt::format("the source_profiles are more than {}, one behind the other", kMostProfiles));
    return Ask(source, *settings);
  }

  Found AskNamed(const std::string& source) {
    // The source is a place of its own, whichever profile led to it.
    Question question = question_;
    question.profile_was_chosen = false;
    if (source == "Environment") return AskEnvironment(question);
    if (source == "EcsContainer") return AskContainer(question);
    if (source == "Ec2InstanceMetadata") return AskMetadata(question);
    return Found::Failed("", Status::Config("credential_source must be Environment, EcsContainer or Ec2InstanceMetadata"));
  }

  const Question& question_;
  std::vector<std::string> visited_;
};

}  // namespace

Found AskProfile(const Question& question) {
  if (question.profile.settings == nullptr)
    return Found::None(fmt::format("profile `{}`", question.profile.name),
                       fmt::format("it is neither in {} nor in {}", question.config.config_file(), question.config.credentials_file()));
  return Profiles(question).Ask(question.profile.name, *question.profile.settings);
}

}  // namespace weir::aws

#include "aws/profile.hpp"

#include <fmt/format.h>

#include "aws/config_lines.hpp"

namespace weir::aws {
namespace {

constexpr size_t kMostBytes = 1 << 20;

using Sections = std::map<std::string, Settings, std::less<>>;

// What stands behind `kind` in "profile x" or `profile "x y"`; nothing when it is another kind of section.
std::optional<std::string> NameBehind(std::string_view section, std::string_view kind) {
  if (!section.starts_with(kind)) return std::nullopt;
  section.remove_prefix(kind.size());
  const size_t start = section.find_first_not_of(" \t");
  if (start == 0 || start == std::string_view::npos) return std::nullopt;
  section.remove_prefix(start);
  for (const char quote : {'"', '\''})
    if (section.size() > 2 && section.front() == quote && section.back() == quote) section = section.substr(1, section.size() - 2);
  return std::string(section);
}

const Settings* Find(const Sections& sections, std::string_view name) {
  const auto found = sections.find(name);
  return found == sections.end() ? nullptr : &found->second;
}

Result<std::string> Read(const std::string& file) {
  Result<std::optional<std::string>> text = ReadSmallFile(file, kMostBytes);
  if (!text.ok()) return text.status();
  return std::move(*text).value_or("");
}

}  // namespace

Result<SharedConfig> SharedConfig::Load(const Environment& environment) {
  const std::string config_file = ExpandHome(environment, environment("AWS_CONFIG_FILE").value_or("~/.aws/config"));
  const std::string credentials_file = ExpandHome(environment, environment("AWS_SHARED_CREDENTIALS_FILE").value_or("~/.aws/credentials"));
  const Result<std::string> config = Read(config_file);
  if (!config.ok()) return config.status();
  const Result<std::string> credentials = Read(credentials_file);
  if (!credentials.ok()) return credentials.status();
  return Parse(*config, *credentials, config_file, credentials_file);
}

Result<SharedConfig> SharedConfig::Parse(std::string_view config, std::string_view credentials, std::string config_file,
                                         std::string credentials_file) {
  if (config.size() > kMostBytes) return Status::Config(fmt::format("read {}: it is longer than {} bytes", config_file, kMostBytes));
  if (credentials.size() > kMostBytes)
    return Status::Config(fmt::format("read {}: it is longer than {} bytes", credentials_file, kMostBytes));
  SharedConfig parsed;
  std::optional<Settings> plain_default;  // [default] counts only where there is no [profile default]
  Status status = ReadConfigLines(config, config_file, [&](ConfigSetting setting) {
    Settings* settings = nullptr;
    if (setting.section == "default") settings = plain_default ? &*plain_default : &plain_default.emplace();
    if (const auto name = NameBehind(setting.section, "profile")) settings = &parsed.profiles_[*name];
    if (const auto name = NameBehind(setting.section, "sso-session")) settings = &parsed.sso_sessions_[*name];
    if (const auto name = NameBehind(setting.section, "services")) settings = &parsed.services_[*name];
    if (settings != nullptr && !setting.name.empty()) settings->insert_or_assign(std::move(setting.name), std::move(setting.value));
  });
  if (!status.ok()) return status;
  if (plain_default) parsed.profiles_.try_emplace("default", std::move(*plain_default));
  // What the credentials file says is the newer: tools write there.
  status = ReadConfigLines(credentials, credentials_file, [&](ConfigSetting setting) {
    if (NameBehind(setting.section, "profile")) return;
    Settings& settings = parsed.profiles_[std::string(setting.section)];
    if (!setting.name.empty()) settings.insert_or_assign(std::move(setting.name), std::move(setting.value));
  });
  if (!status.ok()) return status;
  parsed.config_file_ = std::move(config_file);
  parsed.credentials_file_ = std::move(credentials_file);
  return parsed;
}

const Settings* SharedConfig::profile(std::string_view name) const { return Find(profiles_, name); }
const Settings* SharedConfig::sso_session(std::string_view name) const { return Find(sso_sessions_, name); }
const Settings* SharedConfig::services(std::string_view name) const { return Find(services_, name); }

Result<ChosenProfile> ChooseProfile(const SharedConfig& config, const std::optional<std::string>& profile, const Environment& environment) {
  const auto named = profile ? profile : environment("AWS_PROFILE");
  const ChosenProfile chosen{named.value_or("default"), config.profile(named.value_or("default"))};
  if (named && chosen.settings == nullptr && *named != "default")
    return Status::Config(fmt::format("profile `{}`{} is neither in {} nor in {}", *named, profile ? "" : ", which AWS_PROFILE names,",
                                      config.config_file(), config.credentials_file()));
  return chosen;
}

}  // namespace weir::aws

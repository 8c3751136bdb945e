// Where a service is: region and endpoint, of the environment and the shared config.

#include <fmt/format.h>

#include "aws/endpoint.hpp"
#include "aws/partition.hpp"
#include "aws/profile.hpp"

namespace weir::aws {
namespace {

struct Setting {
  std::string value;
  std::string source;  // who says it, for messages
};

// What the environment and the chosen profile say.
class Asked {
 public:
  Asked(const Environment& environment, const SharedConfig& config, ChosenProfile profile)
      : environment_(environment), config_(config), profile_(std::move(profile)) {}

  std::optional<Setting> variable(const std::string& name) const {
    if (auto value = environment_(name.c_str())) return Setting{std::move(*value), name};
    return std::nullopt;
  }
  std::optional<Setting> setting(const char* name) const { return Of(profile_.settings, name, fmt::format("profile `{}`", profile_.name)); }
  std::optional<Setting> service_setting(const std::string& name) const {
    const auto services = setting("services");
    if (!services) return std::nullopt;
    return Of(config_.services(services->value), name, fmt::format("services `{}`", services->value));
  }
  bool is_true(const char* variable_name, const char* setting_name) const {
    auto asked = variable(variable_name);
    if (!asked) asked = setting(setting_name);
    return asked && IsTrue(asked->value);
  }

 private:
  static std::optional<Setting> Of(const Settings* settings, std::string_view name, std::string source) {
    if (settings == nullptr) return std::nullopt;
    const auto found = settings->find(name);
    if (found == settings->end() || found->second.empty()) return std::nullopt;
    return Setting{found->second, std::move(source)};
  }

  const Environment& environment_;
  const SharedConfig& config_;
  ChosenProfile profile_;
};

std::optional<Setting> RegionOf(const Asked& asked, const std::optional<std::string>& choice) {
  if (choice && !choice->empty()) return Setting{*choice, "the option"};
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (auto found = asked.variable(name)) return found;
  return asked.setting("region");
}

std::optional<Setting> ConfiguredEndpoint(const Asked& asked, std::string_view id) {
  if (asked.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")) return std::nullopt;
  if (auto found = asked.variable(fmt::format("AWS_ENDPOINT_URL_{}", id))) return found;
  if (auto found = asked.variable("AWS_ENDPOINT_URL")) return found;
  std::string lower(id);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  if (auto found = asked.service_setting(lower + ".endpoint_url")) return found;
  return asked.setting("endpoint_url");
}

}  // namespace

Result<Location> Locate(std::string_view id, std::string_view host, const std::optional<std::string>& region,
                        const std::optional<std::string>& profile, const Environment& environment) {
  const Result<SharedConfig> config = SharedConfig::Load(environment);
  if (!config.ok()) return config.status();
  Result<ChosenProfile> chosen = ChooseProfile(*config, profile, environment);
  if (!chosen.ok()) return chosen.status();
  const Asked asked(environment, *config, std::move(*chosen));

  Location location;
  if (auto found = RegionOf(asked, region)) {
    if (!IsDnsLabel(found->value))
      return Status::Config(fmt::format("the region that {} gives is none: letters, digits and `-`, such as eu-central-1", found->source));
    location.region = std::move(found->value);
    location.region_source = std::move(found->source);
  }
  if (auto found = ConfiguredEndpoint(asked, id)) {
    while (found->value.ends_with('/')) found->value.pop_back();
    if (!ParseEndpoint(found->value))
      return Status::Config(
          fmt::format("the endpoint of {} that {} gives is none: scheme://host[:port][/path], without user and query", id, found->source));
    location.endpoint = std::move(found->value);
    location.is_custom = true;
  } else if (!location.region.empty()) {
    location.endpoint = EndpointOf(host, location.region, asked.is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
                                   asked.is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"));
  }
  return location;
}

}  // namespace weir::aws

// The shared config and credentials files (~/.aws/config, ~/.aws/credentials), and what they and the environment say of region and
// endpoints.
//
// After "Configuration and credential file settings" of the AWS SDKs and Tools Reference Guide.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/environment.hpp"
#include "weir/status.hpp"

namespace weir::aws {

// A profile's or a services section's settings; of a nested block (s3 =, then indented lines) as "s3.addressing_style".
using Settings = std::map<std::string, std::string, std::less<>>;

class SharedConfig {
 public:
  // Reads both files as the environment names them; one that is not there is empty.  CONFIG with file and line for one that can't be read.
  static Result<SharedConfig> Load(const Environment& environment = ProcessEnvironment());
  static Result<SharedConfig> Parse(std::string_view config, std::string_view credentials, std::string config_file = "~/.aws/config",
                                    std::string credentials_file = "~/.aws/credentials");

  const Settings* profile(std::string_view name) const;
  const Settings* sso_session(std::string_view name) const;
  const Settings* services(std::string_view name) const;
  // Where the profiles are, for messages.
  const std::string& config_file() const { return config_file_; }
  const std::string& credentials_file() const { return credentials_file_; }

 private:
  std::map<std::string, Settings, std::less<>> profiles_, sso_sessions_, services_;
  std::string config_file_, credentials_file_;
};

// The profile that a choice means (nothing: AWS_PROFILE, then "default").  `settings` is null when there is no such profile, which is
// CONFIG for one that was named.  It points into `config`.
struct ChosenProfile {
  std::string name;
  const Settings* settings = nullptr;
};
Result<ChosenProfile> ChooseProfile(const SharedConfig& config, const std::optional<std::string>& profile, const Environment& environment);

struct Location {
  std::string region;         // empty: nothing says
  std::string region_source;  // who does: "AWS_REGION", "profile `prod`"
  std::string endpoint;       // scheme://host[:port][/path], never with a slash at its end; empty: AWS's own, of no region
  bool is_custom = false;     // the endpoint was configured and is not AWS's own
};

// Where a service is, for a choice of region (nothing: AWS_REGION, AWS_DEFAULT_REGION, the profile's).  `id` is the one that
// AWS_ENDPOINT_URL_<ID> takes: "S3", "GLUE", "STS", "CLOUDWATCH_LOGS"; `host` the first label of AWS's own names: "s3", "logs".
// Endpoints: AWS_ENDPOINT_URL_<ID>, AWS_ENDPOINT_URL, the profile's services section, its endpoint_url, then AWS's own for the
// region's partition (amazonaws.com, amazonaws.com.cn, ...), with FIPS and dual stack where the environment or the profile ask for them.
// CONFIG for a region that is no DNS label, an endpoint that is none, a profile that was named and is not there.
Result<Location> Locate(std::string_view id, std::string_view host, const std::optional<std::string>& region,
                        const std::optional<std::string>& profile, const Environment& environment = ProcessEnvironment());

}  // namespace weir::aws

// The shared config and credentials files (~/.aws/config, ~/.aws/credentials), and what they and the environment say of region and
// endpoints.
//
// After "Configuration and credential file settings" of the AWS SDKs and Tools Reference Guide.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "weir/status.hpp"

namespace weir::aws {

// A profile's or a services section's settings; of a nested block (s3 =, then indented lines) as "s3.addressing_style".
using Settings = std::map<std::string, std::string, std::less<>>;

class SharedConfig {
 public:
  // Reads both files as the environment names them; one that is not there is empty.  CONFIG with file and line for one that can't be read.
  static Result<SharedConfig> Load();
  static Result<SharedConfig> Parse(std::string_view config, std::string_view credentials);

  const Settings* profile(std::string_view name) const;
  const Settings* sso_session(std::string_view name) const;
  const Settings* services(std::string_view name) const;

 private:
  std::map<std::string, Settings, std::less<>> profiles_, sso_sessions_, services_;
};

struct Location {
  std::string region;      // empty: nothing says
  std::string endpoint;    // scheme://host[:port][/path], never with a slash at its end
  bool is_custom = false;  // the endpoint was configured and is not AWS's own
};

// Where a service is, for a choice of region (nothing: AWS_REGION, AWS_DEFAULT_REGION, the profile's).  `id` is the one that
// AWS_ENDPOINT_URL_<ID> takes: "S3", "GLUE", "STS", "CLOUDWATCH_LOGS"; `host` the first label of AWS's own names: "s3", "logs".
// Endpoints: AWS_ENDPOINT_URL_<ID>, AWS_ENDPOINT_URL, the profile's services section, its endpoint_url, then AWS's own for the
// region's partition (amazonaws.com, amazonaws.com.cn, ...), with FIPS and dual stack where the environment or the profile ask for them.
Result<Location> Locate(std::string_view id, std::string_view host, const std::optional<std::string>& region,
                        const std::optional<std::string>& profile);

}  // namespace weir::aws

#include "aws/whoami.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "aws/chain.hpp"
#include "aws/sts.hpp"

namespace weir::aws {
namespace {

// Those of the command line, as the manual's table has them.
int ExitOf(const Status& status) {
  switch (status.code()) {
    case WEIR_E_DENIED: return 5;
    case WEIR_E_CONFIG: return 78;
    default: return 4;
  }
}

std::string LastFour(const std::string& key) { return "..." + key.substr(key.size() > 4 ? key.size() - 4 : 0); }

std::string Line(std::string_view name, std::string_view value) { return fmt::format("{:<12} {}\n", name, value); }

std::string Expiry(const Credentials& credentials, std::chrono::system_clock::time_point now) {
  if (!credentials.expires) return "never";
  const auto left = std::chrono::duration_cast<std::chrono::minutes>(*credentials.expires - now);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}, in {} min", fmt::gmtime(std::chrono::system_clock::to_time_t(*credentials.expires)),
                     left.count());
}

}  // namespace

Whoami AskWhoami(const Outside& outside, const std::optional<std::string>& profile, const std::optional<std::string>& region) {
  const auto failed = [](std::string out, const Status& status) {
    return Whoami{ExitOf(status), std::move(out), fmt::format("error: {}\n", status.message())};
  };
  const Result<Location> location = Locate("STS", "sts", region, profile, outside.environment);
  if (!location.ok()) return failed("", location.status());
  const ChainAnswer answer = AskChain(outside, {profile, region}, {});
  std::string out;
  for (const LinkAnswer& link : answer.answers)
    out += Line(answer.credentials.ok() && &link == &answer.answers.back() ? "credentials" : "not from",
                link.reason.empty() ? link.link : fmt::format("{}: {}", link.link, link.reason));
  const std::string where = location->region.empty() ? "none; set AWS_REGION, or region in the profile"
                                                     : fmt::format("{}, of {}", location->region, location->region_source);
  if (!answer.credentials.ok()) return failed(out + Line("region", where), answer.credentials.status());
  out += Line("access key", LastFour(answer.credentials->access_key_id));
  out += Line("expires", Expiry(*answer.credentials, outside.now()));
  out += Line("region", where);

  const Result<SharedConfig> config = SharedConfig::Load(outside.environment);
  if (!config.ok()) return failed(std::move(out), config.status());
  Result<ChosenProfile> chosen = ChooseProfile(*config, profile, outside.environment);
  if (!chosen.ok()) return failed(std::move(out), chosen.status());
  const Result<CallerIdentity> identity =
      GetCallerIdentity({outside, *config, std::move(*chosen), profile.has_value(), region, {}}, *answer.credentials);
  if (!identity.ok()) return failed(std::move(out), identity.status());
  return {0, out + Line("account", identity->account) + Line("arn", identity->arn), ""};
}

}  // namespace weir::aws

#include "aws/partition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace weir::aws {
namespace {

struct Partition {
  std::string_view prefix;  // of its regions
  std::string_view suffix;
  std::string_view dual_stack_suffix;
};

// Those of botocore's partitions.json; what none of them begins is `aws`.
constexpr std::array<Partition, 8> kPartitions = {{
    {"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    {"us-gov-", "amazonaws.com", "api.aws"},
    {"us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
    {"us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
    {"eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
    {"us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
    {"eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
    {"", "amazonaws.com", "api.aws"},
}};

// In us-gov-* these are FIPS under their plain names, and have no others.
constexpr std::array<std::string_view, 7> kPlainInGov = {"dynamodb", "kinesis", "logs", "monitoring", "portal.sso", "sqs", "sts"};

}  // namespace

bool IsDnsLabel(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string EndpointOf(std::string_view host, std::string_view region, bool fips, bool dual_stack) {
  const Partition& partition = *std::ranges::find_if(kPartitions, [&](const Partition& known) { return region.starts_with(known.prefix); });
  if (region.starts_with("us-gov-") && std::ranges::find(kPlainInGov, host) != kPlainInGov.end()) fips = false;
  // S3 had dual stack before there were names for it.
  const bool is_s3 = host == "s3";
  return fmt::format("https://{}{}{}.{}.{}", host, fips ? "-fips" : "", dual_stack && is_s3 ? ".dualstack" : "", region,
                     dual_stack && !is_s3 ? partition.dual_stack_suffix : partition.suffix);
}

}  // namespace weir::aws

// Where a bucket's calls go: https://bucket.s3.eu-west-1.amazonaws.com/key, or https://host/bucket/key.
//
// After "Virtual hosting of general purpose buckets" in the Amazon S3 User Guide.
#pragma once

#include <string>
#include <string_view>

#include "aws/client.hpp"

namespace weir::store::s3 {

// How the service is reached: the endpoint of its client, and the region that this endpoint is of.
struct Service {
  std::string endpoint, region;
  bool is_custom = false;  // a server of one's own, which has one endpoint for all regions
};

// Turns the path of `call`, a key without a slash in front or nothing, into the place of that key in a bucket of that region.
void Address(const Service& service, const std::string& bucket, const std::string& region, aws::Call& call);

// The region that a refusal names, of a bucket that lies elsewhere; empty when it names none.
std::string RegionIn(const aws::Reply& reply);

}  // namespace weir::store::s3

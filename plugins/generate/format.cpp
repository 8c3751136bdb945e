#include "generate/format.hpp"

#include "generate/alb.hpp"
#include "generate/cloudfront.hpp"
#include "generate/cloudtrail.hpp"
#include "generate/elb.hpp"
#include "generate/s3_access.hpp"
#include "generate/vpc_flow.hpp"

namespace weir::generate {

std::unique_ptr<Format> MakeFormat(FormatName name, uint64_t seed) {
  switch (name) {
    case FormatName::Alb: return MakeAlb(seed);
    case FormatName::Elb: return MakeElb(seed);
    case FormatName::S3Access: return MakeS3Access(seed);
    case FormatName::VpcFlow: return MakeVpcFlow(seed);
    case FormatName::CloudFront: return MakeCloudFront(seed);
    case FormatName::CloudTrail: return MakeCloudTrail(seed);
  }
  return nullptr;
}

}  // namespace weir::generate

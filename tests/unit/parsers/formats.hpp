// The formats there are: the cases of each are in the folder of tests/cases that has its name.
#pragma once

#include "alb.hpp"
#include "apache.hpp"
#include "apache_error.hpp"
#include "cloudtrail.hpp"
#include "cloudfront.hpp"
#include "elb.hpp"
#include "json.hpp"
#include "nginx.hpp"
#include "nginx_error.hpp"
#include "s3_access.hpp"
#include "syslog.hpp"
#include "vpc_flow.hpp"
#include "weir/component.hpp"

namespace weir::parsers::test {

struct Format {
  const char* folder;
  const weir_component* (*component)();
};

inline constexpr Format kFormats[] = {
    {"alb", Describe<Alb>},
    {"cloudfront", Describe<CloudFront>},
    {"elb", Describe<Elb>},
    {"s3_access", Describe<S3Access>},
    {"vpc_flow", Describe<VpcFlow>},
    {"cloudtrail", Describe<CloudTrail>},
    {"json", Describe<Json>},
    {"apache", Describe<Apache>},
    {"apache_error", Describe<ApacheError>},
    {"syslog", Describe<Syslog>},
    {"nginx", Describe<Nginx>},
    {"nginx_error", Describe<NginxError>},
};

}  // namespace weir::parsers::test

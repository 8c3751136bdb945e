// The formats there are: the cases of each are in the folder of tests/cases that has its name.
#pragma once

#include "alb.hpp"
#include "apache.hpp"
#include "apache_error.hpp"
#include "audit.hpp"
#include "cloudfront.hpp"
#include "cloudtrail.hpp"
#include "csv.hpp"
#include "cur.hpp"
#include "elb.hpp"
#include "json.hpp"
#include "nginx.hpp"
#include "nginx_error.hpp"
#include "regex.hpp"
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
    {"apache", Describe<Apache>},
    {"apache_error", Describe<ApacheError>},
    {"aurora_audit", Describe<AuroraAudit>},
    {"cloudfront", Describe<CloudFront>},
    {"cloudtrail", Describe<CloudTrail>},
    {"csv", Describe<Csv>},
    {"cur", Describe<Cur>},
    {"elb", Describe<Elb>},
    {"json", Describe<Json>},
    {"nginx", Describe<Nginx>},
    {"nginx_error", Describe<NginxError>},
    {"rds_audit", Describe<RdsAudit>},
    {"regex", Describe<Regex>},
    {"s3_access", Describe<S3Access>},
    {"syslog", Describe<Syslog>},
    {"vpc_flow", Describe<VpcFlow>},
};

}  // namespace weir::parsers::test

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

WEIR_PLUGIN("parsers", "0.1.0", weir::parsers::Alb, weir::parsers::Apache, weir::parsers::ApacheError, weir::parsers::AuroraAudit,
            weir::parsers::CloudFront, weir::parsers::CloudTrail, weir::parsers::Csv, weir::parsers::Cur, weir::parsers::Elb,
            weir::parsers::Json, weir::parsers::Nginx, weir::parsers::NginxError, weir::parsers::RdsAudit, weir::parsers::Regex,
            weir::parsers::S3Access, weir::parsers::Syslog, weir::parsers::VpcFlow)

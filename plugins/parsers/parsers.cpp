#include "alb.hpp"
#include "cloudtrail.hpp"
#include "elb.hpp"
#include "json.hpp"
#include "s3_access.hpp"
#include "vpc_flow.hpp"

WEIR_PLUGIN("parsers", "0.1.0", weir::parsers::Alb, weir::parsers::CloudTrail, weir::parsers::Elb, weir::parsers::Json,
            weir::parsers::S3Access, weir::parsers::VpcFlow)

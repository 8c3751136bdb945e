#include "alb.hpp"
#include "cloudfront.hpp"
#include "elb.hpp"
#include "s3_access.hpp"
#include "vpc_flow.hpp"

WEIR_PLUGIN("parsers", "0.1.0", weir::parsers::Alb, weir::parsers::CloudFront, weir::parsers::Elb, weir::parsers::S3Access,
            weir::parsers::VpcFlow)

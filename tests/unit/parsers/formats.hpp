// The formats there are: the cases of each are in the folder of tests/cases that has its name.
#pragma once

#include "alb.hpp"
#include "cloudfront.hpp"
#include "elb.hpp"
#include "s3_access.hpp"
#include "vpc_flow.hpp"
#include "weir/component.hpp"

namespace weir::parsers::test {

struct Format {
  const char* folder;
  const weir_component* (*component)();
};

inline constexpr Format kFormats[] = {
    {"alb", Describe<Alb>},          {"cloudfront", Describe<CloudFront>}, {"elb", Describe<Elb>}, {"s3_access", Describe<S3Access>},
    {"vpc_flow", Describe<VpcFlow>},
};

}  // namespace weir::parsers::test

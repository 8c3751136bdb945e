#include "alb.hpp"
#include "cloudtrail.hpp"
#include "json.hpp"

WEIR_PLUGIN("parsers", "0.1.0", weir::parsers::Alb, weir::parsers::CloudTrail, weir::parsers::Json)

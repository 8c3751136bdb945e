#include "alb.hpp"
#include "elb.hpp"

WEIR_PLUGIN("parsers", "0.1.0", weir::parsers::Alb, weir::parsers::Elb)

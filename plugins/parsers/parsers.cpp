#include "alb.hpp"
#include "apache.hpp"

WEIR_PLUGIN("parsers", "0.1.0", weir::parsers::Alb, weir::parsers::Apache)

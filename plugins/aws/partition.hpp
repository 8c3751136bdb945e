// The partitions of AWS: which names the services of a region have.
#pragma once

#include <string>
#include <string_view>

namespace weir::aws {

// As DNS takes it for one label: a region becomes part of a host's name.
bool IsDnsLabel(std::string_view text);

// https://logs.eu-central-1.amazonaws.com, or what FIPS and dual stack make of it.  A region of no known partition is one of `aws`.
std::string EndpointOf(std::string_view host, std::string_view region, bool fips, bool dual_stack);

}  // namespace weir::aws

// A load balancer that serves web sites, and what the lines of its logs have in common: its clients, its targets, its paths.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generate/random.hpp"

namespace weir::generate {

inline constexpr std::string_view kAccount = "123456789012";

// The same whatever the seed: two corpora are of the same load balancers.
struct Front {
  Front(std::string_view region, uint64_t number);
  std::string region;
  std::string name;  // app/front-0/4784416c20b137e2
  std::vector<std::string> target_groups, certificates, targets, clients, paths;
};

// What several lines share: a client that sends some requests.
struct Connection {
  Connection(const Front& front, Random random);
  std::string type, client, agent, tls, domain, site, version, id;
};

// "203.0.113.7"
std::string Address(Random& random);

}  // namespace weir::generate

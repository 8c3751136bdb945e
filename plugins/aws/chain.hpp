// Asks the links of the credential chain in their order.
#pragma once

#include <vector>

#include "aws/link.hpp"

namespace weir::aws {

struct ChainAnswer {
  Result<Credentials> credentials;
  std::vector<LinkAnswer> answers;  // of those that were asked
};
ChainAnswer AskChain(const Outside& outside, const CredentialChain::Choices& choices, const Cancelled& cancelled);

}  // namespace weir::aws

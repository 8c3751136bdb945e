// The calls of the Security Token Service that credentials need.
#pragma once

#include "aws/canonical.hpp"
#include "aws/link.hpp"

namespace weir::aws {

// POSTs an action and returns the XML of its answer; signed where there are `credentials`.  Repeats what may pass, three times in all.
// DENIED when STS refuses, RETRY when it does not answer, CONFIG when there is no place to ask.  [io]
Result<std::string> CallSts(const Question& question, const Credentials* credentials, const Query& form);

// The <Credentials> of an AssumeRole... answer.
Result<Credentials> AssumedCredentials(const std::string& xml);

struct CallerIdentity {
  std::string account, arn;
};
Result<CallerIdentity> GetCallerIdentity(const Question& question, const Credentials& credentials);

}  // namespace weir::aws

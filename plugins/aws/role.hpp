// A role to be assumed, and the two ways to do it.
#pragma once

#include <optional>
#include <string>

#include "aws/link.hpp"

namespace weir::aws {

struct RoleWanted {
  std::string arn;
  std::optional<std::string> session, external_id, duration;

  std::string session_name(const Question& question) const;
};

Result<Credentials> AssumeRole(const Question& question, const RoleWanted& role, const Credentials& source);
Result<Credentials> AssumeWithWebIdentity(const Question& question, const RoleWanted& role, const std::string& token_file);

}  // namespace weir::aws

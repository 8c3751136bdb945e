#include "aws/role.hpp"

#include <fmt/format.h>

#include "aws/sts.hpp"

namespace weir::aws {

std::string RoleWanted::session_name(const Question& question) const {
  return session.value_or(fmt::format("weir-{}", std::chrono::system_clock::to_time_t(question.outside.now())));
}

Result<Credentials> AssumeRole(const Question& question, const RoleWanted& role, const Credentials& source) {
  Query form{{"Action", "AssumeRole"}, {"RoleArn", role.arn}, {"RoleSessionName", role.session_name(question)}};
  if (role.external_id) form.emplace_back("ExternalId", *role.external_id);
  if (role.duration) form.emplace_back("DurationSeconds", *role.duration);
  const Result<std::string> xml = CallSts(question, &source, form);
  if (!xml.ok()) return xml.status();
  return AssumedCredentials(*xml);
}

}  // namespace weir::aws

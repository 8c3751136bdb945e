// The request of aws batch register-job-definition.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "schedule/exit_codes.hpp"
#include "schedule/print.hpp"

namespace weir::schedule {
namespace {

// What the service takes.
constexpr int64_t kMostAttempts = 10, kLeastTimeout = 60;

std::string DefinitionName(const std::string& name) {
  std::string definition = "weir-" + name;
  std::ranges::replace(definition, '.', '_');
  return definition;
}

}  // namespace

Result<Printed> PrintAwsBatch(const Deployment& deployment) {
  const Job& job = deployment.job;
  const config::Schedule& schedule = job.schedule;
  Printed printed;
  std::vector<std::string> words{"weir"};
  for (std::string& word : job.Command("/etc/weir/" + std::filesystem::path(job.file).filename().string()))
    words.push_back(std::move(word));
  words.insert(words.end(), {"--progress", "none"});

  nlohmann::ordered_json definition;
  definition["jobDefinitionName"] = DefinitionName(job.name);
  definition["type"] = "container";
  definition["platformCapabilities"] = {"EC2"};
  definition["containerProperties"] = {
      {"image", deployment.image},
      {"command", words},
      {"resourceRequirements", {{{"type", "VCPU"}, {"value", "1"}}, {{"type", "MEMORY"}, {"value", "1024"}}}},
      {"environment", {{{"name", "WEIR_STATE"}, {"value", "/var/lib/weir"}}}},
      {"volumes", {{{"name", "state"}, {"host", {{"sourcePath", deployment.state_root}}}}}},
      {"mountPoints", {{{"sourceVolume", "state"}, {"containerPath", "/var/lib/weir"}}}},
  };
  const int64_t attempts = std::min(schedule.retries + 1, kMostAttempts);
  if (attempts <= schedule.retries) printed.unsaid.push_back(fmt::format("aws-batch makes at most {} attempts", kMostAttempts));
  nlohmann::ordered_json rules = nlohmann::ordered_json::array();
  if (schedule.retries > 0) {
    for (const int exit : {kUnavailable, kHeld}) rules.push_back({{"onExitCode", fmt::format("{}", exit)}, {"action", "RETRY"}});
    rules.push_back({{"onStatusReason", "Host EC2*"}, {"action", "RETRY"}});  // the machine was taken away
  }
  rules.push_back({{"onReason", "*"}, {"action", "EXIT"}});
  definition["retryStrategy"] = {{"attempts", attempts}, {"evaluateOnExit", rules}};
  if (schedule.timeout) {
    definition["timeout"] = {{"attemptDurationSeconds", std::max(Seconds(*schedule.timeout), kLeastTimeout)}};
    if (Seconds(*schedule.timeout) < kLeastTimeout)
      printed.unsaid.push_back(fmt::format("aws-batch knows no timeout below {} s", kLeastTimeout));
  }
  printed.unsaid.emplace_back("a job definition does not say when: let EventBridge Scheduler submit the job");
  printed.text = definition.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  return printed;
}

}  // namespace weir::schedule

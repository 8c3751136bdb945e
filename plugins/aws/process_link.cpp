// credential_process: a program that prints credentials as JSON.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/document.hpp"
#include "aws/link.hpp"
#include "aws/process.hpp"
#include "aws/words.hpp"

namespace weir::aws {

Result<Credentials> AskProcess(const Question& question, const std::string& command) {
  const auto words = SplitWords(command);
  if (!words || words->empty()) return Status::Config("credential_process has a quote that is not closed, or no program");
  const Result<std::string> printed = RunProgram(*words, std::chrono::seconds(60), 64 << 10, question.cancelled);
  // What a program failed of, nobody here can tell: it may pass or not, and the run can't go on without.
  if (!printed.ok() && printed.status().code() == WEIR_E_FATAL)
    return Status::Denied(fmt::format("credential_process: {}", printed.status().message()));
  if (!printed.ok()) return Status(printed.status()).Annotate("credential_process");
  const auto document = nlohmann::json::parse(*printed, nullptr, false);
  if (!document.is_object()) return Status::Denied(fmt::format("credential_process: {} printed no JSON object", words->front()));
  const auto version = document.find("Version");
  if (version == document.end() || *version != 1)
    return Status::Denied(fmt::format("credential_process: {} printed another Version than 1", words->front()));
  Result<Credentials> credentials = ParseDocument(*printed, "SessionToken");
  if (!credentials.ok()) return Status::Denied(fmt::format("credential_process: {}: {}", words->front(), credentials.status().message()));
  if (credentials->expires && *credentials->expires <= question.outside.now())
    return Status::Denied(fmt::format("credential_process: {} printed credentials that have expired", words->front()));
  return credentials;
}

}  // namespace weir::aws

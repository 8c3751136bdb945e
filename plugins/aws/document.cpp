#include "aws/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

#include "aws/printable.hpp"

namespace weir::aws {
namespace {

std::string Text(const nlohmann::json& document, const char* name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> ParseInstant(std::string_view text) {
  const std::string owned(text);
  std::tm parts{};
  const char* rest = ::strptime(owned.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == '.') rest += 1 + std::strspn(rest + 1, "0123456789");
  int offset = 0;
  if (*rest == '+' || *rest == '-') {
    int hours = 0, minutes = 0, length = 0;
    if (std::sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &length) != 2 &&
        std::sscanf(rest + 1, "%2d%2d%n", &hours, &minutes, &length) != 2)
      return std::nullopt;
    offset = (*rest == '-' ? -60 : 60) * (60 * hours + minutes);
    rest += 1 + length;
  } else if (*rest == 'Z') {
    ++rest;
  }
  if (*rest != '\0') return std::nullopt;
  // Programs that mean "never" say 9999, which is past the end of the clock's nanoseconds.
  constexpr time_t kEnd = 7'258'118'400;  // 2200-01-01
  return std::chrono::system_clock::from_time_t(std::clamp<time_t>(::timegm(&parts) - offset, 0, kEnd));
}

Result<Credentials> ParseDocument(std::string_view text, const char* token_name) {
  const auto document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object()) return Status::Fatal("the answer is no JSON object");
  // The metadata service and some endpoints of containers say with 200 that they have none.
  if (const std::string code = Text(document, "Code"); !code.empty() && code != "Success")
    return Status::Denied(fmt::format("the answer has the code {}", Printable(code, 128)));
  Credentials credentials{Text(document, "AccessKeyId"), Text(document, "SecretAccessKey"), Text(document, token_name)};
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty())
    return Status::Fatal("the answer lacks AccessKeyId or SecretAccessKey");
  credentials.account_id = Text(document, "AccountId");
  if (const auto expiration = document.find("Expiration"); expiration != document.end() && !expiration->is_null()) {
    credentials.expires = ParseInstant(Text(document, "Expiration"));
    if (!credentials.expires) return Status::Fatal("the Expiration in the answer is no instant such as 2024-05-29T00:21:43Z");
  }
  return credentials;
}

}  // namespace weir::aws

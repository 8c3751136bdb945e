// The outside for the links of the credential chain: variables, a home, a clock that stands still, and servers that are functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "aws/link.hpp"
#include "store/temp_folder.hpp"

namespace weir::aws {

class FakeOutside {
 public:
  FakeOutside() { variables["HOME"] = home.path(); }

  Outside Get() {
    return {[this](const char* name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() || found->second.empty() ? std::nullopt : std::optional(found->second);
            },
            [this](HttpRequest request, const Cancelled&) -> Result<HttpReply> {
              requests.push_back(request);
              return serve ? serve(requests.back()) : Result<HttpReply>(Status::Retry("connect: refused"));
            },
            [this] { return now; }, [this](std::chrono::milliseconds time, const Cancelled&) { waited += time; }};
  }

  // A server that answers these in turn, and the last one again.
  void Answer(std::vector<Result<HttpReply>> replies) {
    serve = [replies, next = size_t{0}](const HttpRequest&) mutable { return replies[std::min(next++, replies.size() - 1)]; };
  }

  std::map<std::string, std::string> variables;
  TempFolder home;
  std::chrono::system_clock::time_point now = std::chrono::system_clock::from_time_t(1'700'000'000);  // 2023-11-14T22:13:20Z
  std::function<Result<HttpReply>(const HttpRequest&)> serve;
  std::vector<HttpRequest> requests;
  std::chrono::milliseconds waited{0};
};

// What a link is asked, with the shared config of this world's home.
class Asking {
 public:
  explicit Asking(FakeOutside& outside, std::optional<std::string> profile = std::nullopt)
      : outside_(outside.Get()), config_(*SharedConfig::Load(outside_.environment)), profile_(std::move(profile)) {}

  Question question() const {
    return {outside_, config_, *ChooseProfile(config_, profile_, outside_.environment), profile_.has_value(), std::nullopt, {}};
  }

 private:
  const Outside outside_;
  const SharedConfig config_;
  const std::optional<std::string> profile_;
};

// "AKID" of credentials, or why there are none: "none: ..." and "failed CODE: ...".
inline std::string Said(const Found& found) {
  if (found.credentials) return found.credentials->access_key_id;
  if (found.failure.ok()) return "none: " + found.reason;
  return "failed " + std::to_string(found.failure.code()) + ": " + found.failure.message();
}
inline std::string Said(const Result<Credentials>& result) { return Said(Found::Of("", result)); }

inline HttpReply Ok(std::string body) { return {200, {}, std::move(body)}; }
inline HttpReply Refusal(int status, std::string body = {}) { return {status, {}, std::move(body)}; }

// What STS says to AssumeRole; `key` names what it gives.
inline std::string Assumed(const std::string& key, const std::string& expiration = "2023-11-14T23:13:20Z") {
  return "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser><Arn>"
         "arn:aws:sts::123456789012:assumed-role/r/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>" +
         key + "</AccessKeyId><SecretAccessKey>secret-of-" + key + "</SecretAccessKey><SessionToken>token-of-" + key +
         "</SessionToken><Expiration>" + expiration + "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
}

// What containers and the metadata service send.
inline std::string Document(const std::string& key, const std::string& expiration = "2023-11-14T23:13:20Z") {
  return R"({"Code":"Success","AccessKeyId":")" + key + R"(","SecretAccessKey":"secret","Token":"token","Expiration":")" + expiration +
         "\"}";
}

}  // namespace weir::aws

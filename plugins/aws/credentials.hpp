// Who we are to AWS: the standard chain of places where credentials are found, asked in the standard order, and asked again before
// they expire.
//
//   environment -> profile of the shared config (static, role, credential_process, web identity) -> web identity of the environment
//   -> container (ECS, EKS) -> instance metadata (IMDSv2)
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/status.hpp"

namespace weir::aws {

struct Outside;

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;                                       // empty: long-lived keys
  std::optional<std::chrono::system_clock::time_point> expires{};  // none: they do not
  std::string account_id{};                                        // where the link told
};

// What one link of the chain said.
struct LinkAnswer {
  std::string link;    // "environment", "profile `prod`: credential_process", "instance metadata"
  std::string reason;  // why it has none; empty for the one that answered
};

// A link that is not configured says so and the next one is asked; one that is configured and fails ends the chain, as elsewhere in
// AWS: falling through to another identity would hide the mistake.
class CredentialChain {
 public:
  struct Choices {
    std::optional<std::string> profile;  // default: AWS_PROFILE, then "default"
    std::optional<std::string> region;   // of STS, where a link needs it; default: as RegionOf
  };
  explicit CredentialChain(Choices choices);
  CredentialChain(Choices choices, Outside outside);  // of tests
  ~CredentialChain();

  // The current ones; asks for new ones in the last minutes before they expire, and keeps the old ones while that fails and they last.
  // DENIED when no link has any or one is refused: the message tells what each said.  RETRY when a service did not answer.  CONFIG when
  // what the environment or a profile says can't be.  [io]
  Result<Credentials> Get(const std::function<bool()>& cancelled = {});
  // The service refused these: the next Get asks again, unless somebody has since.  [any]
  void Reject(const Credentials& refused);
  // What each link said when it was asked last, in the order of asking.  [any]
  std::vector<LinkAnswer> answers() const;

  // One per process and choices, so that all nodes share what was fetched.
  static std::shared_ptr<CredentialChain> Shared(const Choices& choices);

 private:
  class Chain;
  std::unique_ptr<Chain> chain_;
};

}  // namespace weir::aws

#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

class SsoLink : public ::testing::Test {
 protected:
  std::string Ask(const std::string& profile) {
    outside.home.Put(".aws/config", "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://start\n[default]\n" + profile);
    const Asking asking(outside);
    return Said(AskProfile(asking.question()));
  }
  void TokenFile(const std::string& text) { outside.home.Put(".aws/sso/cache/" + sha1_of_corp, text); }
  const std::string session = "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = r o\n";
  // printf corp | sha1sum
  const std::string sha1_of_corp = "ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
  FakeOutside outside;
};

TEST_F(SsoLink, AsksForTheRoleWithTheCachedToken) {
  TokenFile(R"({"accessToken":"sso-token","expiresAt":"2023-11-14T23:00:00Z"})");
  outside.Answer({Ok(R"({"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","expiration":1700003600000}})")});
  EXPECT_EQ(Ask(session), "SSO");
  EXPECT_EQ(outside.requests.at(0).url,
            "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=r%20o&account_id=123456789012");
  EXPECT_EQ(*FindHeader(outside.requests.at(0).headers, "x-amz-sso_bearer_token"), "sso-token");
}

TEST_F(SsoLink, SaysWhenToLogInAgain) {
  const std::string file = outside.home / (".aws/sso/cache/" + sha1_of_corp);
  const std::string login = "; run `aws sso login --profile default`";
  EXPECT_EQ(Ask(session), "failed -3: SSO: there is no token " + file + login);
  TokenFile("{}");
  EXPECT_EQ(Ask(session), "failed -3: SSO: " + file + " holds no token" + login);
  TokenFile(R"({"accessToken":"t","expiresAt":"2023-11-14T22:13:20Z"})");
  EXPECT_EQ(Ask(session), "failed -3: SSO: the token " + file + " has expired" + login);
  TokenFile(R"({"accessToken":"t","expiresAt":"2023-11-14T23:00:00Z"})");
  outside.Answer({Refusal(401)});
  EXPECT_EQ(Ask(session), "failed -3: SSO: 401, the token is refused" + login);
}

TEST_F(SsoLink, SaysWhatElseIsWrong) {
  EXPECT_EQ(Ask("sso_session = nope\n"), "failed -4: sso-session `nope` of profile `default` is not there");
  EXPECT_EQ(Ask("sso_session = corp\nsso_account_id = 1\n"),
            "failed -4: profile `default` wants SSO and lacks one of sso_account_id, sso_role_name, sso_region, sso_start_url");
  TokenFile(R"({"accessToken":"t","expiresAt":"2023-11-14T23:00:00Z"})");
  outside.Answer({Refusal(403)});
  EXPECT_EQ(Ask(session), "failed -3: SSO: 403 for role r o of account 123456789012");
  outside.Answer({Refusal(500)});
  EXPECT_EQ(Ask(session), "failed -1: SSO: 500 of https://portal.sso.eu-west-1.amazonaws.com");
  outside.Answer({Status::Retry("timeout")});
  EXPECT_EQ(Ask(session), "failed -1: SSO: timeout");
  outside.Answer({Ok("[]")});
  EXPECT_EQ(Ask(session), "failed -2: SSO: the answer has no roleCredentials");
  for (const char* half :
       {"[]", "{}", R"({"accessKeyId":"A","secretAccessKey":"s"})", R"({"accessKeyId":"A","secretAccessKey":"s","expiration":"x"})",
        R"({"accessKeyId":"A","secretAccessKey":"s","expiration":9223372036854775807})"}) {
    outside.Answer({Ok(std::string(R"({"roleCredentials":)") + half + "}")});
    EXPECT_EQ(Ask(session), "failed -2: SSO: the roleCredentials in the answer are not whole") << half;
  }
}

}  // namespace
}  // namespace weir::aws

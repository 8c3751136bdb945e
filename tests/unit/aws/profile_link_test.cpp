// Profiles: keys, and roles that other profiles and links may assume.
#include <gtest/gtest.h>

#include "aws/link.hpp"
#include "fake_outside.hpp"

namespace weir::aws {
namespace {

class ProfileLink : public ::testing::Test {
 protected:
  void SetUp() override { outside.variables["AWS_REGION"] = "eu-central-1"; }
  std::string Ask(std::string_view config, std::optional<std::string> profile = std::nullopt) {
    outside.home.Put(".aws/config", config);
    const Asking asking(outside, profile);
    last = AskProfile(asking.question());
    return Said(last);
  }
  std::string Body(size_t request) const { return *outside.requests.at(request).body; }
  std::string Signer(size_t request) const { return *FindHeader(outside.requests.at(request).headers, "Authorization"); }

  FakeOutside outside;
  Found last{""};
};

TEST_F(ProfileLink, TakesItsKeys) {
  EXPECT_EQ(Ask("[default]\naws_access_key_id = AKID\naws_secret_access_key = s\naws_session_token = t\n"), "AKID");
  EXPECT_EQ(last.link, "profile `default`: keys");
  EXPECT_EQ(last.credentials->session_token, "t");
  EXPECT_EQ(Ask("[default]\naws_access_key_id = AKID\n"),
            "failed -4: profile `default` has one of aws_access_key_id and aws_secret_access_key, and not the other");
  EXPECT_EQ(Ask("[default]\nregion = x\n"), "none: it has no keys, role, SSO or credential_process");
  EXPECT_EQ(Ask(""), "none: it is neither in " + (outside.home / ".aws/config") + " nor in " + (outside.home / ".aws/credentials"));
}

TEST_F(ProfileLink, AssumesARoleThroughAChainOfProfiles) {
  outside.Answer({Ok(Assumed("MIDDLE")), Ok(Assumed("LAST"))});
  EXPECT_EQ(Ask("[profile a]\nrole_arn = arn:a\nsource_profile = b\nexternal_id = e x\nduration_seconds = 900\nrole_session_name = me\n"
                "[profile b]\nrole_arn = arn:b\nsource_profile = c\n[profile c]\naws_access_key_id = FIRST\naws_secret_access_key = s\n",
                "a"),
            "LAST");
  EXPECT_EQ(last.link, "profile `a`: role");
  EXPECT_EQ(last.credentials->account_id, "123456789012");
  EXPECT_EQ(last.credentials->expires, outside.now + std::chrono::hours(1));
  EXPECT_EQ(outside.requests.at(0).url, "https://sts.eu-central-1.amazonaws.com/");
  EXPECT_EQ(Body(0), "Action=AssumeRole&RoleArn=arn%3Ab&RoleSessionName=weir-1700000000&Version=2011-06-15");
  EXPECT_NE(Signer(0).find("Credential=FIRST/20231114/eu-central-1/sts/"), std::string::npos);
  EXPECT_EQ(Body(1), "Action=AssumeRole&RoleArn=arn%3Aa&RoleSessionName=me&ExternalId=e%20x&DurationSeconds=900&Version=2011-06-15");
  EXPECT_NE(Signer(1).find("Credential=MIDDLE/"), std::string::npos);
  EXPECT_EQ(*FindHeader(outside.requests.at(1).headers, "X-Amz-Security-Token"), "token-of-MIDDLE");
}

TEST_F(ProfileLink, MayBeTheSourceOfItsOwnRole) {
  outside.Answer({Ok(Assumed("LAST"))});
  EXPECT_EQ(Ask("[default]\nrole_arn = arn:a\nsource_profile = default\naws_access_key_id = OWN\naws_secret_access_key = s\n"), "LAST");
  EXPECT_NE(Signer(0).find("Credential=OWN/"), std::string::npos);
}

TEST_F(ProfileLink, FindsCircles) {
  EXPECT_EQ(
      Ask("[profile a]\nrole_arn = r\nsource_profile = b\n[profile b]\nrole_arn = r\nsource_profile = c\n[profile c]\nrole_arn = "
          "r\nsource_profile = b\n",
          "a"),
      "failed -4: the source of the role in profile `a`: the source of the role in profile `b`: the source of the role in profile `c`: "
      "the source_profiles go in a circle: a -> b -> c -> b");
  EXPECT_EQ(Ask("[default]\nrole_arn = r\nsource_profile = default\n"),
            "failed -4: the source of the role in profile `default`: the source_profiles go in a circle: default -> default");
  std::string endless = "[default]\nrole_arn = r\nsource_profile = 1\n";
  for (int i = 1; i < 10'000; ++i)
    endless += "[profile " + std::to_string(i) + "]\nrole_arn = r\nsource_profile = " + std::to_string(i + 1) + "\n";
  EXPECT_TRUE(Ask(endless).ends_with("the source_profiles are more than 16, one behind the other"));
  EXPECT_TRUE(outside.requests.empty());
}

TEST_F(ProfileLink, ARoleMayHaveAnotherLinkForItsSource) {
  const std::string config = "[default]\nrole_arn = r\ncredential_source = ";
  outside.Answer({Ok(Assumed("LAST"))});
  EXPECT_EQ(Ask(config + "Environment\n"),
            "failed -4: profile `default`: the source of its role has no credentials: environment: AWS_ACCESS_KEY_ID is not set");
  outside.variables["AWS_ACCESS_KEY_ID"] = "ENV";
  outside.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(Ask(config + "Environment\n", "default"), "LAST");
  EXPECT_NE(Signer(0).find("Credential=ENV/"), std::string::npos);
  outside.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x";
  outside.requests.clear();
  outside.Answer({Ok(Document("TASK")), Ok(Assumed("LAST"))});
  EXPECT_EQ(Ask(config + "EcsContainer\n"), "LAST");
  EXPECT_NE(Signer(1).find("Credential=TASK/"), std::string::npos);
  outside.Answer({Ok("imds-token"), Ok("name"), Ok(Document("INSTANCE")), Ok(Assumed("LAST"))});
  outside.requests.clear();
  EXPECT_EQ(Ask(config + "Ec2InstanceMetadata\n"), "LAST");
  EXPECT_NE(Signer(3).find("Credential=INSTANCE/"), std::string::npos);
  EXPECT_EQ(
      Ask(config + "Moon\n"),
      "failed -4: the source of the role in profile `default`: credential_source must be Environment, EcsContainer or Ec2InstanceMetadata");
}

TEST_F(ProfileLink, SaysWhatIsWrongWithARole) {
  EXPECT_EQ(Ask("[default]\nrole_arn = r\n"),
            "failed -4: profile `default`: it has role_arn, and neither source_profile nor credential_source");
  EXPECT_EQ(Ask("[default]\nrole_arn = r\nsource_profile = a\ncredential_source = Environment\n"),
            "failed -4: profile `default`: it has both source_profile and credential_source");
  EXPECT_EQ(Ask("[default]\nrole_arn = r\nsource_profile = nope\n"),
            "failed -4: the source of the role in profile `default`: profile `nope`, its source_profile, is not there");
  EXPECT_EQ(Ask("[default]\nrole_arn = r\nsource_profile = a\n[profile a]\nregion = x\n"),
            "failed -4: profile `default`: the source of its role has no credentials: profile `a`: it has no keys, role, SSO or "
            "credential_process");
  EXPECT_NE(Ask("[default]\nrole_arn = r\nsource_profile = a\nmfa_serial = m\n").find("wants a code of a device"), std::string::npos);
  for (const char* duration : {"899", "43201", "an hour", "900s", "-900"})
    EXPECT_EQ(Ask(std::string("[default]\nrole_arn = r\nsource_profile = a\nduration_seconds = ") + duration + "\n"),
              "failed -4: profile `default`: duration_seconds must be a number from 900 to 43200");
}

TEST_F(ProfileLink, TheRoleOfAWebIdentityNeedsNoSource) {
  outside.home.Put("jwt", "the.web.token\n");
  outside.Answer({Ok(Assumed("WEB"))});
  EXPECT_EQ(Ask("[default]\nrole_arn = r\nweb_identity_token_file = " + (outside.home / "jwt") + "\n"), "WEB");
  EXPECT_EQ(FindHeader(outside.requests.at(0).headers, "Authorization"), nullptr);
  EXPECT_NE(Body(0).find("WebIdentityToken=the.web.token"), std::string::npos);
}

TEST_F(ProfileLink, SaysWhatStsRefuses) {
  outside.Answer({Refusal(
      403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>id</RequestId></ErrorResponse>")});
  EXPECT_EQ(Ask("[default]\nrole_arn = r\nsource_profile = default\naws_access_key_id = OWN\naws_secret_access_key = s\n"),
            "failed -3: AssumeRole at https://sts.eu-central-1.amazonaws.com: 403 AccessDenied: no (request id)");
}

}  // namespace
}  // namespace weir::aws

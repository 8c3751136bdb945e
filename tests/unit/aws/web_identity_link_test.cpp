#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

TEST(WebIdentityLink, AssumesTheRoleWithTheTokenUnsigned) {
  FakeOutside outside;
  outside.home.Put("jwt", "a.b.c\n");
  outside.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = outside.home / "jwt";
  outside.variables["AWS_ROLE_ARN"] = "arn:r";
  outside.variables["AWS_ROLE_SESSION_NAME"] = "pod";
  outside.Answer({Ok(Assumed("WEB"))});
  EXPECT_EQ(Said(AskWebIdentity(Asking(outside).question())), "WEB");
  EXPECT_EQ(*outside.requests.at(0).body,
            "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Ar&RoleSessionName=pod&WebIdentityToken=a.b.c&Version=2011-06-15");
  EXPECT_EQ(FindHeader(outside.requests.at(0).headers, "Authorization"), nullptr);
  outside.home.Put("jwt", "d.e.f");
  EXPECT_EQ(Said(AskWebIdentity(Asking(outside).question())), "WEB");
  EXPECT_NE(outside.requests.at(1).body->find("WebIdentityToken=d.e.f"), std::string::npos) << "the file is read again";
}

TEST(WebIdentityLink, SaysWhyThereAreNone) {
  FakeOutside outside;
  const auto said = [&](std::optional<std::string> profile = std::nullopt) {
    return Said(AskWebIdentity(Asking(outside, profile).question()));
  };
  EXPECT_EQ(said(), "none: AWS_WEB_IDENTITY_TOKEN_FILE is not set");
  outside.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = outside.home / "jwt";
  EXPECT_EQ(said("default"), "none: not asked, as a profile was chosen");
  EXPECT_EQ(said(), "failed -4: AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not");
  outside.variables["AWS_ROLE_ARN"] = "arn:r";
  EXPECT_EQ(said(), "failed -4: the web identity token " + (outside.home / "jwt") + " is not there");
  outside.home.Put("jwt", " \n");
  EXPECT_EQ(said(), "failed -4: the web identity token " + (outside.home / "jwt") + " is empty");
  outside.home.Put("jwt", std::string(65537, 'x'));
  EXPECT_EQ(said(), "failed -4: read " + (outside.home / "jwt") + ": it is longer than 65536 bytes");
  outside.home.Put("jwt", "the-token");
  outside.Answer({Refusal(400, "<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>old</Message></Error></ErrorResponse>")});
  EXPECT_EQ(said(), "failed -3: AssumeRoleWithWebIdentity at https://sts.us-east-1.amazonaws.com: 400 ExpiredTokenException: old");
  outside.Answer({Status::Retry("connect: refused")});
  EXPECT_EQ(said(), "failed -1: AssumeRoleWithWebIdentity at https://sts.us-east-1.amazonaws.com: connect: refused");
}

}  // namespace
}  // namespace weir::aws

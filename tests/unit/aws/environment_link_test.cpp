#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

TEST(EnvironmentLink, TakesTheKeysOfTheVariables) {
  FakeOutside outside;
  outside.variables["AWS_ACCESS_KEY_ID"] = "AKID";
  outside.variables["AWS_SECRET_ACCESS_KEY"] = "secret";
  outside.variables["AWS_SESSION_TOKEN"] = "token";
  outside.variables["AWS_CREDENTIAL_EXPIRATION"] = "2023-11-14T23:13:20+01:00";
  const Found found = AskEnvironment(Asking(outside).question());
  ASSERT_TRUE(found.credentials);
  EXPECT_EQ(found.credentials->access_key_id, "AKID");
  EXPECT_EQ(found.credentials->secret_access_key, "secret");
  EXPECT_EQ(found.credentials->session_token, "token");
  EXPECT_EQ(found.credentials->expires, outside.now);
}

TEST(EnvironmentLink, SaysWhyThereAreNone) {
  FakeOutside outside;
  const auto said = [&](std::optional<std::string> profile = std::nullopt) {
    return Said(AskEnvironment(Asking(outside, profile).question()));
  };
  EXPECT_EQ(said(), "none: AWS_ACCESS_KEY_ID is not set");
  outside.variables["AWS_ACCESS_KEY_ID"] = "AKID";
  EXPECT_EQ(said(), "failed -4: AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not");
  outside.variables["AWS_SECRET_ACCESS_KEY"] = "secret";
  EXPECT_EQ(said(), "AKID");
  EXPECT_EQ(said("default"), "none: not asked, as a profile was chosen");
  outside.variables["AWS_CREDENTIAL_EXPIRATION"] = "tomorrow";
  EXPECT_EQ(said(), "failed -4: AWS_CREDENTIAL_EXPIRATION is no instant such as 2024-05-29T00:21:43Z");
  outside.variables.erase("AWS_ACCESS_KEY_ID");
  EXPECT_EQ(said(), "failed -4: AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not");
}

}  // namespace
}  // namespace weir::aws

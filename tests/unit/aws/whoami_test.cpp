#include "aws/whoami.hpp"

#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

const std::string kIdentity =
    "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/u</Arn>"
    "<UserId>U</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

TEST(Whoami, SaysWhoAndWhereAndNoSecret) {
  FakeOutside outside;
  outside.home.Put(
      ".aws/config",
      "[default]\nregion = eu-central-1\naws_access_key_id = AKIAHIDDENWXYZ\naws_secret_access_key = hidden\naws_session_token = hidden\n");
  outside.Answer({Ok(kIdentity)});
  const Whoami answer = AskWhoami(outside.Get(), std::nullopt, std::nullopt);
  EXPECT_EQ(answer.exit, 0);
  EXPECT_EQ(answer.err, "");
  EXPECT_EQ(answer.out,
            "not from     environment: AWS_ACCESS_KEY_ID is not set\n"
            "credentials  profile `default`: keys\n"
            "access key   ...WXYZ\n"
            "expires      never\n"
            "region       eu-central-1, of profile `default`\n"
            "account      1\n"
            "arn          arn:aws:iam::1:user/u\n");
  EXPECT_EQ(*outside.requests.at(0).body, "Action=GetCallerIdentity&Version=2011-06-15");
}

TEST(Whoami, SaysWhenTheyExpire) {
  FakeOutside outside;
  outside.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x";
  outside.Answer({Ok(Document("TASK")), Ok(kIdentity)});
  EXPECT_NE(AskWhoami(outside.Get(), std::nullopt, "x-1")
                .out.find("expires      2023-11-14T23:13:20Z, in 60 min\nregion       x-1, of the option\n"),
            std::string::npos);
}

TEST(Whoami, TheExitCodeTellsWhatToDo) {
  FakeOutside outside;
  outside.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  const auto exit = [&](std::optional<std::string> profile = std::nullopt) { return AskWhoami(outside.Get(), profile, std::nullopt).exit; };
  EXPECT_EQ(exit(), 5);
  EXPECT_EQ(exit("nope"), 78);
  outside.variables["AWS_ACCESS_KEY_ID"] = "AKID";
  EXPECT_EQ(exit(), 78) << "half of the keys";
  outside.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  EXPECT_EQ(exit(), 4) << "STS does not answer";
  outside.Answer({Refusal(403, "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>")});
  EXPECT_EQ(exit(), 5);
  outside.Answer({Ok("nonsense")});
  EXPECT_EQ(exit(), 4);
}

}  // namespace
}  // namespace weir::aws

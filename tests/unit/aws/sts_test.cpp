// Calls of STS: where, how often, and what its answers mean.
#include "aws/sts.hpp"

#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

const Credentials kKeys{"AKID", "secret", ""};

std::string Call(FakeOutside& outside) {
  const Asking asking(outside);
  const Result<std::string> answer = CallSts(asking.question(), &kKeys, {{"Action", "GetCallerIdentity"}});
  return answer.ok() ? *answer : "failed " + std::to_string(answer.status().code()) + ": " + answer.status().message();
}

TEST(Sts, IsThatOfTheRegionOrTheConfiguredOne) {
  FakeOutside outside;
  outside.Answer({Ok("x")});
  EXPECT_EQ(Call(outside), "x");
  outside.variables["AWS_REGION"] = "cn-north-1";
  Call(outside);
  outside.variables["AWS_ENDPOINT_URL_STS"] = "http://localhost:1/sts";
  Call(outside);
  EXPECT_EQ(outside.requests.at(0).url, "https://sts.us-east-1.amazonaws.com/");
  EXPECT_EQ(outside.requests.at(1).url, "https://sts.cn-north-1.amazonaws.com.cn/");
  EXPECT_EQ(outside.requests.at(2).url, "http://localhost:1/sts/");
}

TEST(Sts, RepeatsWhatMayPass) {
  FakeOutside outside;
  outside.Answer({Refusal(503), Status::Retry("connect: refused"), Ok("x")});
  EXPECT_EQ(Call(outside), "x");
  outside.requests.clear();
  outside.Answer({Refusal(500)});
  EXPECT_EQ(Call(outside), "failed -1: GetCallerIdentity at https://sts.us-east-1.amazonaws.com: 500");
  EXPECT_EQ(outside.requests.size(), 3u);
  outside.requests.clear();
  outside.Answer({Refusal(400, "<ErrorResponse><Error><Code>IDPCommunicationError</Code></Error></ErrorResponse>"), Ok("x")});
  EXPECT_EQ(Call(outside), "x");
}

TEST(Sts, DoesNotRepeatWhatCantPass) {
  FakeOutside outside;
  outside.Answer({Refusal(403, "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>")});
  EXPECT_EQ(Call(outside), "failed -3: GetCallerIdentity at https://sts.us-east-1.amazonaws.com: 403 InvalidClientTokenId");
  outside.Answer({Status::Fatal("certificate")});
  EXPECT_EQ(Call(outside), "failed -2: GetCallerIdentity at https://sts.us-east-1.amazonaws.com: certificate");
  EXPECT_EQ(outside.requests.size(), 2u);
  outside.variables["AWS_REGION"] = "no/region";
  EXPECT_EQ(Call(outside).substr(0, 9), "failed -4");
}

TEST(Sts, TakesNoHalfAnswer) {
  for (const char* xml : {"", "{}", "<a/>", "<a><b><Credentials><AccessKeyId>A</AccessKeyId></Credentials></b></a>"})
    EXPECT_EQ(Said(AssumedCredentials(xml)), "failed -2: the answer of STS has no whole Credentials") << xml;
  EXPECT_EQ(Said(AssumedCredentials(Assumed("A", "soon"))), "failed -2: the answer of STS has no whole Credentials");
  FakeOutside outside;
  outside.Answer({Ok("<a/>")});
  EXPECT_EQ(GetCallerIdentity(Asking(outside).question(), kKeys).status().message(), "the answer of STS has no Account and Arn");
}

}  // namespace
}  // namespace weir::aws

#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

class MetadataLink : public ::testing::Test {
 protected:
  std::string Ask() {
    const Asking asking(outside);
    return Said(AskMetadata(asking.question()));
  }
  FakeOutside outside;
};

TEST_F(MetadataLink, AsksForATokenThenTheRoleThenItsKeys) {
  outside.Answer({Ok("the-token"), Ok("my role\n"), Ok(Document("INSTANCE"))});
  EXPECT_EQ(Ask(), "INSTANCE");
  ASSERT_EQ(outside.requests.size(), 3u);
  EXPECT_EQ(outside.requests[0].method, "PUT");
  EXPECT_EQ(outside.requests[0].url, "http://169.254.169.254/latest/api/token");
  EXPECT_EQ(*FindHeader(outside.requests[0].headers, "X-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(outside.requests[1].url, "http://169.254.169.254/latest/meta-data/iam/security-credentials/");
  EXPECT_EQ(outside.requests[2].url, "http://169.254.169.254/latest/meta-data/iam/security-credentials/my%20role");
  for (const HttpRequest& request : outside.requests) {
    EXPECT_FALSE(request.may_use_proxy);
    EXPECT_EQ(request.total_timeout, std::chrono::seconds(1));
  }
  for (const size_t get : {1, 2}) EXPECT_EQ(*FindHeader(outside.requests[get].headers, "X-aws-ec2-metadata-token"), "the-token");
}

TEST_F(MetadataLink, NeverAsksVersion1) {
  for (const int status : {301, 400, 403, 404, 405}) {
    outside.requests.clear();
    outside.Answer({Refusal(status)});
    EXPECT_EQ(Ask().substr(0, 5), "none:") << status;
    EXPECT_EQ(outside.requests.size(), 1u) << status;
  }
  outside.Answer({Ok("")});
  EXPECT_EQ(Ask(), "none: http://169.254.169.254 gives no token of version 2 (200), and version 1 is never asked");
}

TEST_F(MetadataLink, IsWhereTheEnvironmentSays) {
  outside.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = "IPv6";
  Ask();
  outside.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://localhost:1338/";
  Ask();
  EXPECT_EQ(outside.requests.front().url, "http://[fd00:ec2::254]/latest/api/token");
  EXPECT_EQ(outside.requests.back().url, "http://localhost:1338/latest/api/token");
  outside.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "nowhere";
  EXPECT_EQ(Ask(), "failed -4: AWS_EC2_METADATA_SERVICE_ENDPOINT is no url: http://host[:port]");
  outside.variables["AWS_EC2_METADATA_DISABLED"] = "True";
  EXPECT_EQ(Ask(), "none: AWS_EC2_METADATA_DISABLED is true");
}

TEST_F(MetadataLink, SaysWhyThereAreNone) {
  EXPECT_EQ(Ask(), "none: no answer of http://169.254.169.254: connect: refused");
  EXPECT_EQ(outside.requests.size(), 3u) << "three attempts";
  outside.Answer({Refusal(503)});
  EXPECT_EQ(Ask(), "failed -1: 503 for the token at http://169.254.169.254");
  outside.Answer({Ok("t"), Refusal(404)});
  EXPECT_EQ(Ask(), "none: the instance has no role");
  outside.Answer({Ok("t"), Ok("")});
  EXPECT_EQ(Ask(), "none: the instance has no role");
  outside.Answer({Ok("t"), Refusal(401)});
  EXPECT_EQ(Ask(), "failed -3: 401 for the role's name at http://169.254.169.254");
  outside.Answer({Ok("t"), Ok("r"), Refusal(404)});
  EXPECT_EQ(Ask(), "failed -3: 404 for role r at http://169.254.169.254");
  outside.Answer({Ok("t"), Ok("r"), Ok(R"({"Code":"AssumeRoleUnauthorizedAccess"})")});
  EXPECT_EQ(Ask(), "failed -3: role r at http://169.254.169.254: the answer has the code AssumeRoleUnauthorizedAccess");
  outside.Answer({Ok("t"), Status::Retry("timeout")});
  EXPECT_EQ(Ask(), "failed -1: timeout");
  outside.Answer({Ok("t\nX-Evil: 1"), Ok("r")});
  EXPECT_EQ(Ask().substr(0, 5), "none:");
}

}  // namespace
}  // namespace weir::aws

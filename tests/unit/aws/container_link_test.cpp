#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

class ContainerLink : public ::testing::Test {
 protected:
  std::string Ask() {
    const Asking asking(outside);
    return Said(AskContainer(asking.question()));
  }
  FakeOutside outside;
};

TEST_F(ContainerLink, AsksTheTaskWithoutAProxy) {
  outside.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/1?id=2";
  outside.Answer({Ok(Document("TASK"))});
  EXPECT_EQ(Ask(), "TASK");
  EXPECT_EQ(outside.requests.at(0).url, "http://169.254.170.2/v2/credentials/1?id=2");
  EXPECT_FALSE(outside.requests.at(0).may_use_proxy);
  EXPECT_EQ(FindHeader(outside.requests.at(0).headers, "Authorization"), nullptr);
}

TEST_F(ContainerLink, AsksOnlyWhereNobodyElseListens) {
  outside.Answer({Ok(Document("POD"))});
  for (const char* url : {"http://localhost:1/a", "http://127.0.0.1/a", "http://127.1.2.3:80", "http://[::1]:2/a", "http://169.254.170.2/a",
                          "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1", "https://anywhere.example/a?b=c"}) {
    outside.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    EXPECT_EQ(Ask(), "POD") << url;
  }
  outside.requests.clear();
  for (const char* url :
       {"http://example.com/a", "http://127.0.0.1.example.com/", "http://127.example/", "http://127.0.0.example/",
        "http://localhost.example/", "http://127.0.0.1@example.com/", "http://169.254.170.1/", "http://169.254.170.2.example/",
        "ftp://localhost/", "localhost", "http://127.0.0.1\\@example.com/", "http://[::2]/"}) {
    outside.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    EXPECT_EQ(Ask().substr(0, 9), "failed -4") << url;
  }
  EXPECT_TRUE(outside.requests.empty());
}

TEST_F(ContainerLink, SendsTheTokenOfTheFileOrTheVariable) {
  outside.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials";
  outside.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "of-variable";
  outside.Answer({Ok(Document("POD"))});
  Ask();
  outside.home.Put("token", "of-file\n");
  outside.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = outside.home / "token";
  Ask();
  EXPECT_EQ(*FindHeader(outside.requests.at(0).headers, "Authorization"), "of-variable");
  EXPECT_EQ(*FindHeader(outside.requests.at(1).headers, "Authorization"), "of-file");
  outside.home.Put("token", "a\r\nHost: evil");
  EXPECT_EQ(Ask(), "failed -4: the container's authorization token has more than one line");
  outside.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/no/such";
  EXPECT_EQ(Ask(), "failed -4: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names /no/such, which is not there");
}

TEST_F(ContainerLink, SaysWhyThereAreNone) {
  EXPECT_EQ(Ask(), "none: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set");
  outside.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "@evil.example/";
  EXPECT_EQ(Ask(), "failed -4: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash");
  outside.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/a?secret=1";
  outside.Answer({Refusal(403)});
  EXPECT_EQ(Ask(), "failed -3: http://169.254.170.2/a: 403");
  outside.Answer({Ok("no json")});
  EXPECT_EQ(Ask(), "failed -2: http://169.254.170.2/a: the answer is no JSON object");
  outside.Answer({Ok(R"({"Code":"AssumeRoleUnauthorizedAccess","SecretAccessKey":"s"})")});
  EXPECT_EQ(Ask(), "failed -3: http://169.254.170.2/a: the answer has the code AssumeRoleUnauthorizedAccess");
  outside.requests.clear();
  outside.Answer({Refusal(500)});
  EXPECT_EQ(Ask(), "failed -1: http://169.254.170.2/a: 500");
  EXPECT_EQ(outside.requests.size(), 3u);
  outside.Answer({Status::Retry("connect: refused"), Refusal(429), Ok(Document("TASK"))});
  EXPECT_EQ(Ask(), "TASK");
}

}  // namespace
}  // namespace weir::aws

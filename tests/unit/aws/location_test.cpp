// Where services are, for what the environment and the profile say.
#include <gtest/gtest.h>

#include "aws/profile.hpp"
#include "fake_outside.hpp"

namespace weir::aws {
namespace {

class Locations : public ::testing::Test {
 protected:
  std::string Endpoint(std::string_view id, std::string_view host, std::optional<std::string> region = std::nullopt,
                       std::optional<std::string> profile = std::nullopt) {
    const Result<Location> found = Locate(id, host, region, profile, outside.Get().environment);
    return found.ok() ? found->endpoint : "error: " + found.status().message();
  }
  std::string Region(std::optional<std::string> region = std::nullopt, std::optional<std::string> profile = std::nullopt) {
    const Result<Location> found = Locate("S3", "s3", region, profile, outside.Get().environment);
    return found.ok() ? found->region + " of " + found->region_source : "error: " + found.status().message();
  }
  FakeOutside outside;
};

TEST_F(Locations, EachPartitionHasItsNames) {
  EXPECT_EQ(Endpoint("LOGS", "logs", "eu-central-1"), "https://logs.eu-central-1.amazonaws.com");
  EXPECT_EQ(Endpoint("LOGS", "logs", "cn-north-1"), "https://logs.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(Endpoint("LOGS", "logs", "us-gov-west-1"), "https://logs.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(Endpoint("LOGS", "logs", "us-iso-east-1"), "https://logs.us-iso-east-1.c2s.ic.gov");
  EXPECT_EQ(Endpoint("LOGS", "logs", "us-isob-east-1"), "https://logs.us-isob-east-1.sc2s.sgov.gov");
  EXPECT_EQ(Endpoint("LOGS", "logs", "eu-isoe-west-1"), "https://logs.eu-isoe-west-1.cloud.adc-e.uk");
  EXPECT_EQ(Endpoint("LOGS", "logs", "us-isof-south-1"), "https://logs.us-isof-south-1.csp.hci.ic.gov");
  EXPECT_EQ(Endpoint("LOGS", "logs", "eusc-de-east-1"), "https://logs.eusc-de-east-1.amazonaws.eu");
  EXPECT_EQ(Endpoint("LOGS", "logs", "xx-new-1"), "https://logs.xx-new-1.amazonaws.com");
}

TEST_F(Locations, FipsAndDualStackHaveOthers) {
  outside.variables["AWS_USE_FIPS_ENDPOINT"] = "true";
  EXPECT_EQ(Endpoint("STS", "sts", "us-east-1"), "https://sts-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(Endpoint("STS", "sts", "us-gov-west-1"), "https://sts.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(Endpoint("GLUE", "glue", "us-gov-west-1"), "https://glue-fips.us-gov-west-1.amazonaws.com");
  outside.variables["AWS_USE_DUALSTACK_ENDPOINT"] = "TRUE";
  EXPECT_EQ(Endpoint("STS", "sts", "us-east-1"), "https://sts-fips.us-east-1.api.aws");
  EXPECT_EQ(Endpoint("S3", "s3", "us-east-1"), "https://s3-fips.dualstack.us-east-1.amazonaws.com");
  outside.variables["AWS_USE_FIPS_ENDPOINT"] = "false";
  EXPECT_EQ(Endpoint("S3", "s3", "cn-north-1"), "https://s3.dualstack.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(Endpoint("STS", "sts", "cn-north-1"), "https://sts.cn-north-1.api.amazonwebservices.com.cn");
  outside.home.Put(".aws/config", "[profile f]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n");
  EXPECT_EQ(Endpoint("STS", "sts", "us-east-1", "f"), "https://sts.us-east-1.api.aws") << "variables win";
  outside.variables.erase("AWS_USE_FIPS_ENDPOINT");
  EXPECT_EQ(Endpoint("STS", "sts", "us-east-1", "f"), "https://sts-fips.us-east-1.api.aws");
}

TEST_F(Locations, ConfiguredEndpointsComeInTheirOrder) {
  outside.home.Put(".aws/config",
                   "[profile p]\nendpoint_url = http://profile/\nservices = local\n[services local]\ncloudwatch_logs =\n  endpoint_url = "
                   "http://services\n");
  EXPECT_EQ(Endpoint("S3", "s3", "a-1", "p"), "http://profile");
  EXPECT_EQ(Endpoint("CLOUDWATCH_LOGS", "logs", "a-1", "p"), "http://services");
  outside.variables["AWS_ENDPOINT_URL"] = "http://everything:4566/base/";
  EXPECT_EQ(Endpoint("CLOUDWATCH_LOGS", "logs", "a-1", "p"), "http://everything:4566/base");
  outside.variables["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = "https://[::1]:1";
  EXPECT_EQ(Endpoint("CLOUDWATCH_LOGS", "logs", "a-1", "p"), "https://[::1]:1");
  EXPECT_EQ(Endpoint("S3", "s3", "a-1", "p"), "http://everything:4566/base");
  EXPECT_TRUE(Locate("S3", "s3", "a-1", "p", outside.Get().environment)->is_custom);
  outside.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(Endpoint("CLOUDWATCH_LOGS", "logs", "a-1", "p"), "https://logs.a-1.amazonaws.com");
  EXPECT_FALSE(Locate("S3", "s3", "a-1", "p", outside.Get().environment)->is_custom);
}

TEST_F(Locations, TheRegionIsThatOfTheNearest) {
  EXPECT_EQ(Region(), " of ");
  EXPECT_EQ(Endpoint("S3", "s3"), "");
  outside.home.Put(".aws/config", "[default]\nregion = d-1\n[profile p]\nregion = p-1\n");
  EXPECT_EQ(Region(), "d-1 of profile `default`");
  EXPECT_EQ(Region(std::nullopt, "p"), "p-1 of profile `p`");
  outside.variables["AWS_PROFILE"] = "p";
  EXPECT_EQ(Region(), "p-1 of profile `p`");
  outside.variables["AWS_DEFAULT_REGION"] = "v-1";
  EXPECT_EQ(Region(), "v-1 of AWS_DEFAULT_REGION");
  outside.variables["AWS_REGION"] = "v-2";
  EXPECT_EQ(Region(), "v-2 of AWS_REGION");
  EXPECT_EQ(Region("o-1"), "o-1 of the option");
}

TEST_F(Locations, WhatCantBeIsAnError) {
  for (const char* region : {"evil.example/", "a b", "-a", "a.b", "a@b", "ü"})
    EXPECT_EQ(Locate("S3", "s3", region, std::nullopt, outside.Get().environment).status().code(), WEIR_E_CONFIG) << region;
  EXPECT_EQ(Region(std::string(64, 'a')), "error: the region that the option gives is none: letters, digits and `-`, such as eu-central-1");
  EXPECT_EQ(Region(std::nullopt, "nope"),
            "error: profile `nope` is neither in " + (outside.home / ".aws/config") + " nor in " + (outside.home / ".aws/credentials"));
  outside.variables["AWS_PROFILE"] = "nope";
  EXPECT_NE(Region().find("which AWS_PROFILE names"), std::string::npos);
  outside.variables.erase("AWS_PROFILE");
  for (const char* url :
       {"localhost:1", "ftp://a", "http://", "http://a b", "http://u:p@a", "http://a?x", "http://a:0", "http://a:99999", "http://[::1"}) {
    outside.variables["AWS_ENDPOINT_URL_S3"] = url;
    EXPECT_EQ(Locate("S3", "s3", "a-1", std::nullopt, outside.Get().environment).status().code(), WEIR_E_CONFIG) << url;
  }
  EXPECT_EQ(Endpoint("S3", "s3", "a-1").find("u:p"), std::string::npos);
}

}  // namespace
}  // namespace weir::aws

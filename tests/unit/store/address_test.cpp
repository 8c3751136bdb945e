#include "store/s3/address.hpp"

#include <gtest/gtest.h>

namespace weir::store::s3 {
namespace {

const Service kAws{"https://s3.eu-west-1.amazonaws.com", "eu-west-1"};
const Service kOwn{"http://127.0.0.1:9000", "eu-west-1", true};

// The url that a key is at, and the region that is signed for.
std::string At(const Service& service, const std::string& bucket, const std::string& region, const std::string& key) {
  aws::Call call{.path = key};
  Address(service, bucket, region, call);
  return call.endpoint + call.path + " in " + call.region;
}

TEST(Address, HasTheBucketInTheHost) {
  EXPECT_EQ("https://logs.s3.eu-west-1.amazonaws.com/a/b c in eu-west-1", At(kAws, "logs", "eu-west-1", "a/b c"));
  EXPECT_EQ("https://logs.s3.eu-west-1.amazonaws.com/ in eu-west-1", At(kAws, "logs", "eu-west-1", ""));
  EXPECT_EQ("https://logs.s3.eu-west-1.amazonaws.com//a in eu-west-1", At(kAws, "logs", "eu-west-1", "/a"));
}

TEST(Address, HasTheBucketInThePathWhereItCanNotBeAHost) {
  EXPECT_EQ("https://s3.eu-west-1.amazonaws.com/my.logs/a in eu-west-1", At(kAws, "my.logs", "eu-west-1", "a"));
  EXPECT_EQ("http://127.0.0.1:9000/logs/a in eu-west-1", At(kOwn, "logs", "eu-west-1", "a"));
  EXPECT_EQ("http://127.0.0.1:9000/logs in eu-west-1", At(kOwn, "logs", "eu-west-1", ""));
}

TEST(Address, GoesWithTheBucketsRegion) {
  EXPECT_EQ("https://logs.s3.us-gov-west-1.amazonaws.com/a in us-gov-west-1", At(kAws, "logs", "us-gov-west-1", "a"));
  EXPECT_EQ("http://127.0.0.1:9000/logs/a in us-gov-west-1", At(kOwn, "logs", "us-gov-west-1", "a"));
  const Service fips{"https://s3-fips.dualstack.us-east-1.amazonaws.com", "us-east-1"};
  EXPECT_EQ("https://logs.s3-fips.dualstack.us-west-2.amazonaws.com/a in us-west-2", At(fips, "logs", "us-west-2", "a"));
}

TEST(RegionIn, IsWhatARefusalNames) {
  EXPECT_EQ("us-west-2", RegionIn({301, {{"X-Amz-Bucket-Region", "us-west-2"}}, ""}));
  EXPECT_EQ("us-west-2", RegionIn({400, {}, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>"}));
  EXPECT_EQ("", RegionIn({404, {{"x-amz-bucket-region", "us-west-2"}}, ""}));
  EXPECT_EQ("", RegionIn({301, {}, "<Region>"}));
  EXPECT_EQ("", RegionIn({301, {{"x-amz-bucket-region", "evil.example/x?"}}, ""}));
}

}  // namespace
}  // namespace weir::store::s3

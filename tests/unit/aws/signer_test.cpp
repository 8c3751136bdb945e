// Signatures that AWS's documentation shows, and what a signed request looks like.
#include "aws/signer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weir::aws {
namespace {

using std::chrono::seconds;

const Credentials kCredentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};
// 2013-05-24T00:00:00Z, the moment of the examples of S3.
const Signing kS3{"s3", "us-east-1", true, std::chrono::system_clock::from_time_t(1369353600)};

Target S3Target(std::string method, std::string path) {
  return {std::move(method), "https://examplebucket.s3.amazonaws.com", std::move(path)};
}

std::string Header(const Target& target, std::string_view name) {
  std::string all;
  for (const auto& [key, value] : target.headers)
    if (key == name) all += value;
  return all;
}

std::string SignatureOf(const Target& target) {
  const std::string authorization = Header(target, "Authorization");
  return authorization.substr(authorization.rfind('=') + 1);
}

// "Signature Calculations for the Authorization Header" of the S3 API Reference: GET Object, PUT Object, GET Bucket Lifecycle, list objects.
TEST(Signer, SignsTheExamplesOfS3) {
  Target get = S3Target("GET", "/test.txt");
  get.headers = {{"Range", "bytes=0-9"}};
  SignHeaders(get, kS3, kCredentials, HashPayload(""));
  EXPECT_EQ(Header(get, "Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

  Target put = S3Target("PUT", "/test$file.text");
  put.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
  SignHeaders(put, kS3, kCredentials, HashPayload("Welcome to Amazon S3."));
  EXPECT_EQ(SignatureOf(put), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  EXPECT_EQ(UrlOf(put), "https://examplebucket.s3.amazonaws.com/test%24file.text");

  Target lifecycle = S3Target("GET", "/");
  lifecycle.query = {{"lifecycle", ""}};
  SignHeaders(lifecycle, kS3, kCredentials, HashPayload(""));
  EXPECT_EQ(SignatureOf(lifecycle), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");

  Target list = S3Target("GET", "/");
  list.query = {{"max-keys", "2"}, {"prefix", "J"}};
  SignHeaders(list, kS3, kCredentials, HashPayload(""));
  EXPECT_EQ(SignatureOf(list), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

// "Authenticating Requests: Using Query Parameters" of the S3 API Reference.
TEST(Signer, SignsTheExampleOfAUrl) {
  Target get = S3Target("GET", "/test.txt");
  SignQuery(get, kS3, kCredentials, kUnsignedPayload, seconds(86400));
  EXPECT_EQ(UrlOf(get),
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE"
            "%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

// "Create a signed AWS API request" of the IAM User Guide.
TEST(Signer, SignsTheExampleOfIam) {
  Target list{"GET", "https://iam.amazonaws.com", "/"};
  list.query = {{"Action", "ListUsers"}, {"Version", "2010-05-08"}};
  list.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  const Signing signing{"iam", "us-east-1", false, std::chrono::system_clock::from_time_t(1440938160)};
  SignHeaders(list, signing, {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""}, HashPayload(""));
  EXPECT_EQ(SignatureOf(list), "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(Signer, ARequestThatIsSignedAgainIsSignedAsIfForTheFirstTime) {
  const Credentials session{"AKID", "secret", "token"};
  for (const bool is_query : {false, true}) {
    const auto sign = [&](Target& target, const Credentials& credentials) {
      if (is_query)
        SignQuery(target, kS3, credentials, kUnsignedPayload, seconds(60));
      else
        SignHeaders(target, kS3, credentials, kUnsignedPayload);
    };
    Target once = S3Target("GET", "/a"), twice = once;
    sign(once, kCredentials);
    sign(twice, session);
    sign(twice, kCredentials);
    EXPECT_EQ(UrlOf(once), UrlOf(twice));
    EXPECT_EQ(once.headers, twice.headers);
  }
}

TEST(Signer, TheHostIsThatOfTheEndpoint) {
  const auto host = [](const char* endpoint) {
    Target target{"GET", endpoint, "/"};
    SignHeaders(target, kS3, kCredentials, kUnsignedPayload);
    return Header(target, "Host");
  };
  EXPECT_EQ(host("https://S3.Example.com"), "s3.example.com");
  EXPECT_EQ(host("https://s3.example.com:443"), "s3.example.com");
  EXPECT_EQ(host("http://s3.example.com:443"), "s3.example.com:443");
  EXPECT_EQ(host("http://[::1]:9000/base"), "[::1]:9000");
}

TEST(Signer, TheUrlIsEncodedOnce) {
  EXPECT_EQ(UrlOf({"GET", "http://localhost:4566/base%20path", "/a b/../ü%2F//", {{"k &", "v="}, {"é", ""}}}),
            "http://localhost:4566/base%20path/a%20b/../%C3%BC%252F//?k%20%26=v%3D&%C3%A9=");
  EXPECT_EQ(UrlOf({"GET", "http://localhost", ""}), "http://localhost/");
}

}  // namespace
}  // namespace weir::aws

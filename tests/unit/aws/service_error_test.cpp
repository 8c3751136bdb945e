#include "aws/service_error.hpp"

#include <gtest/gtest.h>

#include "aws/http_date.hpp"
#include "aws/printable.hpp"

using namespace weir::aws;
using namespace std::chrono_literals;

namespace {

ServiceError Of(int status, std::string body, Headers headers = {}) { return ErrorOf({status, std::move(headers), std::move(body)}); }
Verdict JudgeCode(int status, std::string code) { return Judge({.status = status, .code = std::move(code)}); }

}  // namespace

TEST(ServiceError, IsReadFromS3) {
  const auto error = Of(404, R"(<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The &quot;key&quot; does not exist.</Message><Key>k</Key><RequestId>4442587FB7D0A2F9</RequestId></Error>)");
  EXPECT_EQ(error.status, 404);
  EXPECT_EQ(error.code, "NoSuchKey");
  EXPECT_EQ(error.message, "The \"key\" does not exist.");
  EXPECT_EQ(error.request_id, "4442587FB7D0A2F9");
  EXPECT_EQ(Client::Describe("get s3://b/k", error), "get s3://b/k: 404 NoSuchKey: The \"key\" does not exist. (request 4442587FB7D0A2F9)");
}

TEST(ServiceError, IsReadFromTheQueryProtocol) {
  const auto error = Of(403, R"(<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>not authorized</Message></Error><RequestId>a-b</RequestId></ErrorResponse>)");
  EXPECT_EQ(error.code, "AccessDenied");
  EXPECT_EQ(error.message, "not authorized");
  EXPECT_EQ(error.request_id, "a-b");
}

TEST(ServiceError, IsReadFromEc2) {
  const auto error = Of(503,
                        "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>m</Message></Error></Errors>"
                        "<RequestID>x</RequestID></Response>");
  EXPECT_EQ(error.code, "RequestLimitExceeded");
  EXPECT_EQ(error.request_id, "x");
}

TEST(ServiceError, IsReadFromJson) {
  EXPECT_EQ(Of(400, R"({"__type":"com.amazonaws.kinesis.v20131202#ResourceNotFoundException","message":"m"})").code,
            "ResourceNotFoundException");
  EXPECT_EQ(Of(400, R"({"__type":"FooError:http://internal.amazon.com/coral/x#y"})").code, "FooError");
  EXPECT_EQ(Of(400, R"({"code":"FooError","Message":"m"})").message, "m");
  EXPECT_EQ(Of(400, R"({"code":17,"message":{"a":1}})").code, "");
  EXPECT_EQ(Of(400, R"({"__type":"A"})", {{"X-Amzn-ErrorType", "BError:http://x"}}).code, "BError");
}

TEST(ServiceError, RequestIdOfTheHeadersComesFirst) {
  EXPECT_EQ(Of(500, "<Error><RequestId>body</RequestId></Error>", {{"x-amz-request-id", "head"}}).request_id, "head");
  EXPECT_EQ(Of(500, "", {{"x-amzn-RequestId", "head"}}).request_id, "head");
}

TEST(ServiceError, BodiesThatSayNothingAreNoReason) {
  for (const std::string body : {"", "<html>Bad Gateway</html>", "<Error", "{", "[1]", "null", "upstream connect error", "<a><b/></a>"}) {
    const auto error = Of(502, body);
    EXPECT_EQ(error.code + error.message + error.request_id, "") << body;
    EXPECT_EQ(Client::Describe("list", error), "list: 502");
  }
}

TEST(ServiceError, WhatIsLongOrNoTextIsBounded) {
  const auto error = Of(
      400, "<Error><Code>A\x01\xFF" + std::string(5000, 'c') + "</Code><Message>\x1B[31m" + std::string(5000, 'm') + "</Message></Error>");
  EXPECT_LE(error.code.size(), 128u);
  EXPECT_LE(error.message.size(), 1024u);
  EXPECT_EQ(error.message.find('\x1B'), std::string::npos);
  EXPECT_EQ(Of(400, "<Error><Code>A</Code>" + std::string(1 << 20, ' ') + "</Error>").code, "") << "nobody says why in a MiB";
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "<a>";
  EXPECT_EQ(Of(400, deep).code, "");
  EXPECT_EQ(Of(400, "{\"a\":" + std::string(60'000, '[')).code, "");
}

// Services answer a wrong signature with the request as they signed it.
TEST(ServiceError, MessageEndsBeforeTheRequestIsToldAgain) {
  const auto error = Of(403,
                        "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not "
                        "match.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nx-amz-security-token:IQoJ'"
                        "</Message></Error></ErrorResponse>");
  EXPECT_EQ(error.message, "The request signature we calculated does not match.");
  EXPECT_EQ(
      Of(403,
         R"({"__type":"InvalidSignatureException","message":"No match. The Canonical String for this request: x-amz-security-token:IQ"})")
          .message,
      "No match.");
}

TEST(Verdict, Throttling) {
  for (const char* code : {"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
                           "TooManyRequestsException", "ProvisionedThroughputExceededException", "SlowDown", "RequestLimitExceeded",
                           "BandwidthLimitExceeded", "PriorRequestNotComplete", "EC2ThrottledException"})
    for (const int status : {400, 429, 503}) EXPECT_EQ(JudgeCode(status, code), Verdict::Throttled) << code;
  EXPECT_EQ(JudgeCode(429, ""), Verdict::Throttled);
  EXPECT_EQ(JudgeCode(429, "LimitExceededException"), Verdict::Throttled);
}

// It would be repeated for ever.
TEST(Verdict, LimitThatMayNotBeOneOfRateIsBoundByAttempts) { EXPECT_EQ(JudgeCode(400, "LimitExceededException"), Verdict::Passing); }

TEST(Verdict, Passing) {
  for (const int status : {500, 502, 503, 504}) EXPECT_EQ(JudgeCode(status, ""), Verdict::Passing) << status;
  for (const char* code : {"RequestTimeout", "InternalError", "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
    EXPECT_EQ(JudgeCode(400, code), Verdict::Passing) << code;
}

TEST(Verdict, ExpiredAndDenied) {
  for (const char* code : {"ExpiredToken", "ExpiredTokenException", "InvalidToken"})
    EXPECT_EQ(JudgeCode(400, code), Verdict::Expired) << code;
  for (const char* code :
       {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId", "UnrecognizedClientException", "MissingAuthenticationToken"})
    EXPECT_EQ(JudgeCode(403, code), Verdict::Denied) << code;
}

TEST(Verdict, EverythingElseIsAnAnswer) {
  for (const int status : {301, 304, 400, 403, 404, 409, 412, 416, 501, 505}) EXPECT_EQ(JudgeCode(status, ""), Verdict::Answer) << status;
  EXPECT_EQ(JudgeCode(403, "AccessDenied"), Verdict::Answer);
  EXPECT_EQ(JudgeCode(400, "ResourceNotFoundException"), Verdict::Answer);
}

TEST(ServiceError, MayComeAfterAll) {
  const auto is = [](int status, const char* body) { return IsErrorAfterAll({status, {}, body}); };
  EXPECT_TRUE(is(200, "<?xml version=\"1.0\"?>\n\n<Error><Code>InternalError</Code></Error>"));
  EXPECT_TRUE(is(200, "<Error xmlns=\"x\"/>"));
  EXPECT_FALSE(is(200, "<CompleteMultipartUploadResult/>"));
  EXPECT_FALSE(is(200, "<Errors/>"));
  EXPECT_FALSE(is(200, "<?xml"));
  EXPECT_FALSE(is(200, ""));
  EXPECT_FALSE(is(500, "<Error/>"));
}

TEST(RetryAfter, IsReadInEveryForm) {
  const auto now = *ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
  const auto of = [&](const char* name, const char* value) { return RetryAfter({{name, value}}, now); };
  EXPECT_EQ(RetryAfter({}, now), 0ms);
  EXPECT_EQ(of("Retry-After", "3"), 3s);
  EXPECT_EQ(of("Retry-After", "Sun, 06 Nov 1994 08:49:42 GMT"), 5s);
  EXPECT_EQ(of("Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT"), 0s);
  EXPECT_EQ(of("x-amz-retry-after", "1500"), 1500ms);
  for (const char* value : {"3600", "99999999999999999999", "Sun, 06 Nov 2050 08:49:37 GMT"})
    EXPECT_EQ(of("retry-after", value), 20s) << value;
  for (const char* value : {"", "-1", "soon", "1.5", "3 "}) EXPECT_EQ(of("retry-after", value), 0ms) << value;
}

TEST(HttpDate, IsOneFormOnly) {
  EXPECT_EQ(ParseHttpDate("Thu, 01 Jan 1970 00:00:00 GMT"), std::chrono::system_clock::time_point());
  EXPECT_EQ(*ParseHttpDate("Sat, 29 Feb 2020 23:59:59 GMT"), std::chrono::sys_days(std::chrono::year(2020) / 2 / 29) + 23h + 59min + 59s);
  for (const char* text : {"", "Sat, 29 Feb 2020 23:59:59 EST", "Sun, 29 Feb 2021 23:59:59 GMT", "Sat, 29 ebM 2020 23:59:59 GMT",
                           "Sat, 29 Feb 2020 24:59:59 GMT", "Sat, 29 Feb 2020 -3:59:59 GMT", "Saturday, 29-Feb-20 23:59:59 GMT",
                           "Sun, 06 Nov 9999 08:49:37 GMT"})
    EXPECT_FALSE(ParseHttpDate(text)) << text;
}

TEST(Printable, ShowsTextAndNothingElse) {
  EXPECT_EQ(Printable(" a\tb\x7F\n", 10), "a?b?");
  EXPECT_EQ(Printable("gr\xC3\xBC\xC3\x9F\xC3", 10), "gr\xC3\xBC\xC3\x9F?");
  EXPECT_EQ(Printable("gr\xC3\xBC\xC3\x9F", 5), "gr\xC3\xBC");
  EXPECT_EQ(Printable("ab cd", 3), "ab");
  EXPECT_EQ(Printable("\xED\xA0\x80\xC0\x80\xF5\xC2\x9B", 20), "????????");
}

TEST(Printable, UrlIsShownWithoutItsSecrets) {
  EXPECT_EQ(ShownUrl("https://user:password@host:1/p@th?X-Amz-Signature=1#x"), "https://host:1/p@th");
  EXPECT_EQ(ShownUrl("http://host?a=@"), "http://host");
  EXPECT_EQ(ShownUrl("host/x"), "host/x");
}

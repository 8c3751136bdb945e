#include "cloudfront.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drive.hpp"
#include "records.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

constexpr const char* kReplaced = R"(time tsu:UTC
location vu
bytes l
requestip vu
method vu
host vu
uri vu
status l
referrer vu
useragent vu
querystring vu
cookie vu
resulttype vu
requestid vu
hostheader vu
requestprotocol vu
requestbytes l
timetaken g
xforwardedfor vu
sslprotocol vu
sslcipher vu
responseresulttype vu
httpversion vu
fle_status vu
fle_encrypted_fields l
c_port l
)";

TEST(CloudFront, ColumnsHaveTheNamesAndTheOrderOfTheTableTheyReplace) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_EQ(Bind(*Describe<CloudFront>(), "", *in.get(), &out).message(), "");
  EXPECT_EQ(NamesAndTypes(*out.get()).substr(0, std::string(kReplaced).size()), kReplaced);
  EXPECT_EQ(out.get()->n_children, 75);
  EXPECT_EQ(FindTimeColumn(*out.get()), 0u);
}

TEST(CloudFront, LinesThatBeginWithAHashAreTheHeader) {
  EXPECT_STREQ(Drive(*Describe<CloudFront>(), "", {.records = {"#"}}).framing.head, "^#");
}

TEST(CloudFront, OnlyColumnsOfTextAreDecoded) {
  const Schema in({{"message", Type::Text}});
  for (const char* option : {"percent_decode = [\"status\"]", "percent_decode = [\"user_agent\"]"})
    EXPECT_THROW((void)Bind(*Describe<CloudFront>(), option, *in.get()), std::exception) << option;
}

TEST(CloudFront, UnknownNamesAreToldOnce) {
  const Outcome outcome =
      Drive(*Describe<CloudFront>(), "",
            {.records = {"{\"other\":1,\"sc-status\":200}", "200\tx", "{\"other\":2}"}, .head = "#Fields: sc-status brand-new\n"});
  EXPECT_EQ(outcome.rows.size(), 3u);
  ASSERT_EQ(outcome.log.size(), 1u);
  EXPECT_EQ(
      outcome.log[0],
      "header lines name fields that are not known and were left out: brand-new; objects have keys that are not known and were left out: other");
}

TEST(CloudFront, ALineAtTheRowOfAnObjectWithEscapesHasNone) {
  Feed feed{.head = "#Fields: sc-status cs(Referer) cs-method\n"};
  feed.records.assign(kChunkRows, "{\"cs(Referer)\":\"a\\nb\"}");
  feed.records.emplace_back("200\t\"a\\nb\"\tGET");
  feed.records.emplace_back("{}");
  const Outcome outcome = Drive(*Describe<CloudFront>(), "", feed);
  EXPECT_EQ(outcome.at(0, "referrer"), "a\\x0Ab");
  EXPECT_EQ(outcome.at(kChunkRows, "referrer"), "\"a\\nb\"");
}

}  // namespace
}  // namespace weir::parsers::test

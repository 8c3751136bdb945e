#include "cloudtrail.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drive.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

const weir_component& Component() { return *Describe<CloudTrail>(); }

TEST(CloudTrail, ColumnsHaveTheNamesAndTheOrderOfTheTableTheyReplace) {
  const Schema in({{"message", Type::Text}, {"region", Type::Dictionary}});
  Schema out;
  ASSERT_EQ(Bind(Component(), "", *in.get(), &out).message(), "");
  EXPECT_EQ(NamesAndTypes(*out.get()), R"(eventversion vu
json_useridentity vu
eventtime tsu:UTC
eventsource vu
eventname vu
awsregion vu
sourceipaddress vu
useragent vu
json_requestparameters vu
json_responseelements vu
requestid vu
eventid vu
eventtype vu
recipientaccountid vu
errorcode vu
errormessage vu
apiversion vu
json_additionaleventdata vu
vpcendpointid vu
readonly b
resources +l
managementevent b
eventcategory vu
sharedeventid vu
json_serviceeventdetails vu
json_insightdetails vu
json_addendum vu
sessioncredentialfromconsole vu
json_edgedevicedetails vu
json_tlsdetails vu
vpcendpointaccountid vu
json_eventcontext vu
useridentity_type vu
useridentity_arn vu
useridentity_accountid vu
useridentity_principalid vu
region i
)");
  EXPECT_EQ(FindTimeColumn(*out.get()), 2u);
  EXPECT_EQ(NameOfType(*out.get()->children[20]), "list of struct of (arn: text, accountid: text, type: text)");
}

TEST(CloudTrail, EveryColumnSaysWhatItIsAndSinceWhen) {
  uint32_t field = 0;
  for (const Column& column : kCloudTrail.columns) {
    EXPECT_EQ(column.field, ++field) << column.name;
    EXPECT_NE(std::string(column.doc), "") << column.name;
    EXPECT_TRUE(std::string(column.since).starts_with("1.")) << column.name;
    EXPECT_EQ(std::string(column.name).starts_with("json_"), !column.escaped) << column.name;
    EXPECT_EQ(column.parts().empty(), column.kind != Kind::Structs) << column.name;
  }
}

TEST(CloudTrail, RecordsAreTheElementsOfAList) {
  const Outcome outcome = Drive(Component(), "", {.records = {R"({"eventTime":"2024-03-01T12:00:00Z"})"}});
  EXPECT_EQ(outcome.framing.kind, WEIR_JSON);
  EXPECT_STREQ(outcome.framing.within, "Records");
  EXPECT_EQ(outcome.framing.head, nullptr);
}

TEST(CloudTrail, AListHasABound) {
  const auto event = [](int objects) {
    std::string text = R"({"eventTime":"2024-01-02T03:04:05Z","resources":[{})";
    for (int i = 1; i < objects; ++i) text += ",{}";
    return text + "]}";
  };
  const Outcome outcome = Drive(*Describe<CloudTrail>(), "", {.records = {event(65536), event(65537)}});
  EXPECT_EQ(outcome.rows.size(), 1u);
  EXPECT_EQ(outcome.rejected.at(1).substr(0, 20), "no record at byte 19");
  EXPECT_NE(outcome.rejected.at(1).find("a list of more than 65,536 objects"), std::string::npos);
}

}  // namespace
}  // namespace weir::parsers::test

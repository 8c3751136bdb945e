#include "vpc_flow.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <string>

#include "drive.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

constexpr const char* kReplaced = R"(version l
account vu
interfaceid vu
sourceaddress vu
destinationaddress vu
sourceport l
destinationport l
protocol l
numpackets l
numbytes l
starttime tsu:UTC
endtime tsu:UTC
action vu
logstatus vu
vpc_id vu
subnet_id vu
instance_id vu
tcp_flags l
)";

TEST(VpcFlow, ColumnsHaveTheNamesAndTheOrderOfTheTableTheyReplace) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_EQ(Bind(*Describe<VpcFlow>(), "", *in.get(), &out).message(), "");
  EXPECT_EQ(NamesAndTypes(*out.get()).substr(0, std::string(kReplaced).size()), kReplaced);
  EXPECT_EQ(out.get()->n_children, 72);
  EXPECT_EQ(FindTimeColumn(*out.get()), 10u);
}

// The lines that the runner takes off the front of an object are those in which the pattern is found.
bool IsHead(const std::string& line) {
  static const Outcome outcome = Drive(*Describe<VpcFlow>(), "", {.records = {"-"}});
  return re2::RE2::PartialMatch(line, re2::RE2(outcome.framing.head));
}

TEST(VpcFlow, AHeaderLineIsToldFromTraffic) {
  const std::string usual =
      "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
  for (const std::string& line : {usual, usual + "\r", usual + "\n", usual + " brand-new-2", "brand-new " + usual, std::string("srcaddr")})
    EXPECT_TRUE(IsHead(line)) << line;
  for (const char* line : {"2 123456789010 eni-1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK",
                           "2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - NODATA", "eni-0abc ingress", "", "-", " ",
                           "start x Y", "srcaddr\t10.0.0.1", "start 1418530010"})
    EXPECT_FALSE(IsHead(line)) << line;
}

TEST(VpcFlow, AnUnknownFieldInTheOptionIsRefused) {
  const Schema in({{"message", Type::Text}});
  EXPECT_THROW(
      {
        try {
          (void)Bind(*Describe<VpcFlow>(), "fields = \"version source\"", *in.get());
        } catch (const std::exception& refused) {
          EXPECT_NE(std::string(refused.what()).find("no flow log has a field \"source\""), std::string::npos) << refused.what();
          throw;
        }
      },
      std::exception);
}

TEST(VpcFlow, UnknownNamesAndLongerRecordsAreToldOnce) {
  const Outcome outcome = Drive(*Describe<VpcFlow>(), "", {.records = {"10.0.0.1 x", "10.0.0.2 y z"}, .head = "srcaddr brand-new\n"});
  ASSERT_EQ(outcome.log.size(), 1u);
  EXPECT_EQ(
      outcome.log[0],
      "1 records had more than the fields that their header, or else the format of a flow log record, has; what came after was left out; "
      "header lines name fields that are not known and were left out: brand-new");
}

}  // namespace
}  // namespace weir::parsers::test

#include "alb.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drive.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

TEST(Alb, ColumnsHaveTheNamesAndTheOrderOfTheTableTheyReplace) {
  const Schema in({{"message", Type::Text}, {"region", Type::Dictionary}});
  Schema out;
  ASSERT_EQ(Bind(*Describe<Alb>(), "", *in.get(), &out).message(), "");
  EXPECT_EQ(NamesAndTypes(*out.get()), R"(type vu
time tsu:UTC
elb vu
client_ip_port vu
target_ip_port vu
request_processing_time g
target_processing_time g
response_processing_time g
elb_status_code l
target_status_code l
received_bytes l
sent_bytes l
request_verb vu
request_url vu
request_proto vu
user_agent vu
ssl_cipher vu
ssl_protocol vu
target_group_arn vu
trace_id vu
domain_name vu
chosen_cert_arn vu
matched_rule_priority l
request_creation_time tsu:UTC
actions_executed vu
redirect_url vu
error_reason vu
target_port_list vu
target_status_code_list vu
classification vu
classification_reason vu
conn_trace_id vu
transformed_host vu
transformed_uri vu
request_transform_status vu
ip_address vu
client_ip vu
client_port l
target_ip vu
target_port l
region i
)");
  EXPECT_EQ(FindTimeColumn(*out.get()), 1u);
}

TEST(Alb, EveryColumnSaysWhatItIsAndSinceWhen) {
  for (const Column& column : kAlb.columns) {
    EXPECT_NE(std::string(column.doc), "") << column.name;
    EXPECT_EQ(std::string(column.since).size(), 4u) << column.name;
    EXPECT_LE(column.field, kAlb.fields) << column.name;
  }
}

}  // namespace
}  // namespace weir::parsers::test

#include "elb.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drive.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

constexpr const char* kReplaced = R"(time tsu:UTC
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
client_ip vu
client_port l
target_ip vu
target_port l
)";

TEST(Elb, ColumnsHaveTheNamesAndTheOrderOfTheTableTheyReplace) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_EQ(Bind(*Describe<Elb>(), "", *in.get(), &out).message(), "");
  EXPECT_EQ(NamesAndTypes(*out.get()).substr(0, std::string(kReplaced).size()), kReplaced);
  EXPECT_EQ(out.get()->n_children, 21);
  EXPECT_EQ(FindTimeColumn(*out.get()), 0u);
}

}  // namespace
}  // namespace weir::parsers::test

#include "s3_access.hpp"

#include <gtest/gtest.h>

#include <string>

#include "drive.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

constexpr const char* kReplaced = R"(bucket_owner vu
bucket vu
time tsu:UTC
remote_ip vu
requester vu
request_id vu
operation vu
key vu
request_uri vu
http_status l
error_code vu
bytes_sent l
object_size l
total_time l
turnaround_time l
referrer vu
user_agent vu
version_id vu
host_id vu
signature_version vu
cipher_suite vu
authentication_type vu
host_header vu
tls_version vu
access_point_arn vu
acl_required vu
source_region vu
key_decoded vu
)";

TEST(S3Access, ColumnsHaveTheNamesAndTheOrderOfTheTableTheyReplace) {
  const Schema in({{"message", Type::Text}});
  Schema out;
  ASSERT_EQ(Bind(*Describe<S3Access>(), "", *in.get(), &out).message(), "");
  EXPECT_EQ(NamesAndTypes(*out.get()).substr(0, std::string(kReplaced).size()), kReplaced);
  EXPECT_EQ(out.get()->n_children, 28);
  EXPECT_EQ(FindTimeColumn(*out.get()), 2u);
}

}  // namespace
}  // namespace weir::parsers::test

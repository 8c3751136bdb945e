#include "nginx.hpp"

#include <gtest/gtest.h>

#include "apache_error.hpp"
#include "nginx_error.hpp"
#include "schema.hpp"

namespace weir::parsers::test {
namespace {

std::string Columns(const std::string& options) { return NamesAndTypes(*Describe<Nginx>(), options); }

TEST(Nginx, VariablesAreTheColumns) {
  EXPECT_EQ(Columns(""),
            "remote_addr vu\nremote_user vu\ntime tsu:UTC\nrequest_verb vu\nrequest_url vu\nrequest_proto vu\nstatus l\nbody_bytes_sent l\n"
            "http_referer vu\nhttp_user_agent vu\n");
  EXPECT_EQ(Columns("format = '$msec ${request_time}s $upstream_response_time $status $upstream_status $status'"),
            "time tsu:UTC\nrequest_time g\nupstream_response_time vu\nstatus l\nupstream_status vu\nstatus_2 l\n");
}

TEST(Nginx, FormatsThatAreNoneAreRefusedWithThePlace) {
  EXPECT_EQ(Columns("format = '$status $ x'"), "format: byte 8, \"$ x\": no name of a variable behind the $");
  EXPECT_EQ(Columns("format = '${status x'"), "format: byte 0, \"${status x\": the brace is never closed");
  EXPECT_EQ(Columns("format = '$status$request'"),
            "format: byte 7, \"$request\": nothing stands between it and the variable before, so no line tells where one ends");
  EXPECT_EQ(Columns("format = 'main'"), "format: it has no variable, so no line has a column");
}

TEST(ErrorLogs, HaveTheseColumns) {
  EXPECT_EQ(
      NamesAndTypes(*Describe<ApacheError>(), ""),
      "time tsu:UTC\nmodule vu\nlevel vu\npid l\ntid l\nclient_ip vu\nclient_port l\nerror_code vu\nmessage vu\nsource vu\nos_error vu\n"
      "referer vu\n");
  EXPECT_EQ(NamesAndTypes(*Describe<NginxError>(), ""),
            "time tsu:UTC\nlevel vu\npid l\ntid l\nconnection l\nmessage vu\nclient vu\nserver vu\nrequest_verb vu\nrequest_url vu\n"
            "request_proto vu\nsubrequest vu\nupstream vu\nhost vu\nreferrer vu\n");
  EXPECT_TRUE(IsDocumented(kApacheError));
  EXPECT_TRUE(IsDocumented(kNginxError));
}

}  // namespace
}  // namespace weir::parsers::test

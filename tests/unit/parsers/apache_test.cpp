#include "apache.hpp"

#include <gtest/gtest.h>

#include "schema.hpp"

namespace weir::parsers::test {
namespace {

std::string Columns(const std::string& options) { return NamesAndTypes(*Describe<Apache>(), options); }

constexpr const char* kCombined =
    "host vu\nident vu\nuser vu\ntime tsu:UTC\nrequest_verb vu\nrequest_url vu\nrequest_proto vu\nstatus l\nbytes l\nreferer vu\nuser_agent vu\n";

TEST(Apache, CombinedIsWhatItReadsWhenNothingIsSaid) {
  EXPECT_EQ(Columns(""), kCombined);
  EXPECT_EQ(Columns("format = 'vhost_combined'"), std::string("vhost vu\nport l\n") + kCombined);
  EXPECT_EQ(Columns(R"(format = '%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\"')"), kCombined);
}

TEST(Apache, DirectivesHaveColumnsOfTheirTypes) {
  EXPECT_EQ(Columns("format = '%a %{c}a %D %{ms}T %{tid}P %X %I %O %{sid}C %{X-Up}o %^FB %{SSL_PROTOCOL}x %400,501{Via}i %!200,304<s'"),
            "client_ip vu\npeer_ip vu\nduration_us l\nduration_ms l\ntid l\nconnection_status vu\nreceived_bytes l\nsent_bytes l\n"
            "cookie_sid vu\nreply_x_up vu\nfirst_byte_us l\nssl_protocol vu\nvia vu\nstatus l\n");
}

TEST(Apache, NamesThatAreTakenGetANumber) { EXPECT_EQ(Columns("format = '%s %>s %b %B'"), "status l\nstatus_2 l\nbytes l\nbytes_2 l\n"); }

TEST(Apache, ATimeMayBePutTogetherOfSeveral) {
  EXPECT_EQ(Columns("format = '[%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] %s'"), "time tsu:UTC\nstatus l\n");
  EXPECT_EQ(Columns("format = '%{begin:%F}t %{end:%F}t'"), "time tsu:UTC\ntime_2 tsu:UTC\n");
}

TEST(Apache, TheEndTellsOfLinesWithMore) {
  const std::string line = "1.2.3.4 - - [10/Oct/2000:13:55:36 +0000] \"GET / HTTP/1.0\" 200 12 \"-\" \"-\"";
  const Outcome outcome = Drive(*Describe<Apache>(), "", {.records = {line, line + " 7", line + " \"x\""}});
  EXPECT_EQ(outcome.rows.size(), 3u);
  EXPECT_EQ(outcome.log, std::vector<std::string>{"2 records had more behind the last field of a line of this format; it was left out"});
}

TEST(Apache, FormatsThatAreNoneAreRefusedWithThePlace) {
  EXPECT_EQ(Columns("format = '%h %y %u'"), "format: byte 3, \"%y %u\": httpd has no such directive, or it needs an argument in braces");
  EXPECT_EQ(Columns("format = '%h %i'"), "format: byte 3, \"%i\": httpd has no such directive, or it needs an argument in braces");
  EXPECT_EQ(Columns("format = '%h %{User-Agent'"), "format: byte 4, \"{User-Agent\": the brace is never closed");
  EXPECT_EQ(Columns("format = '%h%u'"),
            "format: byte 2, \"%u\": nothing stands between it and the directive before, so no line tells where one ends");
  EXPECT_EQ(Columns("format = '%{%j}t'"), "format: byte 0, \"%{%j}t\": the time can't be read back: %j is nothing that times are made of");
  EXPECT_EQ(Columns("format = 'combind'"), "format: it has no directive, so no line has a column");
  EXPECT_EQ(Columns("format = '%h %'"), "format: byte 3, \"%\": httpd has no such directive, or it needs an argument in braces");
}

}  // namespace
}  // namespace weir::parsers::test

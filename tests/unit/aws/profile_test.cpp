// The shared config and credentials files, as text: good ones and what is wrong with others.
#include "aws/profile.hpp"

#include <gtest/gtest.h>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

std::string Of(const Settings* settings, std::string_view name) {
  if (settings == nullptr) return "no settings";
  const auto found = settings->find(name);
  return found == settings->end() ? "none" : found->second;
}

SharedConfig Parsed(std::string_view config, std::string_view credentials = {}) {
  Result<SharedConfig> parsed = SharedConfig::Parse(config, credentials);
  EXPECT_TRUE(parsed.ok()) << parsed.status().message();
  return parsed.ok() ? *parsed : SharedConfig();
}

std::string Error(std::string_view config, std::string_view credentials = {}) {
  const Result<SharedConfig> parsed = SharedConfig::Parse(config, credentials);
  return parsed.ok() ? "no error" : parsed.status().message();
}

TEST(SharedConfig, HasProfilesSessionsAndServices) {
  const SharedConfig config = Parsed(
      "[default]\nregion = eu-central-1\n[profile prod]\nREGION=us-east-1\n[profile \"with blank\"]\nregion = b\n"
      "[sso-session corp]\nsso_region = eu-west-1\n[services local]\ns3 =\n  endpoint_url = http://localhost:1\n[preview]\nx = y\n");
  EXPECT_EQ(Of(config.profile("default"), "region"), "eu-central-1");
  EXPECT_EQ(Of(config.profile("prod"), "region"), "us-east-1");
  EXPECT_EQ(Of(config.profile("with blank"), "region"), "b");
  EXPECT_EQ(Of(config.sso_session("corp"), "sso_region"), "eu-west-1");
  EXPECT_EQ(Of(config.services("local"), "s3.endpoint_url"), "http://localhost:1");
  EXPECT_EQ(config.profile("preview"), nullptr);
  EXPECT_EQ(config.profile("corp"), nullptr);
}

TEST(SharedConfig, AProfileWithoutSettingsIsThere) { EXPECT_NE(Parsed("[profile empty]\n").profile("empty"), nullptr); }

TEST(SharedConfig, CommentsAreNotValues) {
  const SharedConfig config =
      Parsed("# one\n; two\n  # three\n[default] ; four\na = 1 # five\nb = 2\t; six\nc = x#y;z\nd = # seven\n   \ne=\n");
  EXPECT_EQ(Of(config.profile("default"), "a"), "1");
  EXPECT_EQ(Of(config.profile("default"), "b"), "2");
  EXPECT_EQ(Of(config.profile("default"), "c"), "x#y;z");
  EXPECT_EQ(Of(config.profile("default"), "d"), "");
  EXPECT_EQ(Of(config.profile("default"), "e"), "");
}

TEST(SharedConfig, AnIndentedLineGoesOnOrNests) {
  const SharedConfig config = Parsed("[default]\na = 1\n  2 # kept\n\ts3 = 3\nb =\n  c = 4 # gone\n  D=5\nf = 6\n");
  EXPECT_EQ(Of(config.profile("default"), "a"), "1\n2 # kept\ns3 = 3");
  EXPECT_EQ(Of(config.profile("default"), "b.c"), "4");
  EXPECT_EQ(Of(config.profile("default"), "b.d"), "5");
  EXPECT_EQ(Of(config.profile("default"), "f"), "6");
}

TEST(SharedConfig, TheCredentialsFileWinsSettingBySetting) {
  const SharedConfig config = Parsed("[profile a]\naws_access_key_id = old\nregion = r\n",
                                     "[a]\naws_access_key_id = new\n[profile a]\nregion = never\n[b]\nx = 1\n");
  EXPECT_EQ(Of(config.profile("a"), "aws_access_key_id"), "new");
  EXPECT_EQ(Of(config.profile("a"), "region"), "r");
  EXPECT_EQ(Of(config.profile("b"), "x"), "1");
}

TEST(SharedConfig, TheNewestOfTwoWins) {
  EXPECT_EQ(Of(Parsed("[default]\na=1\na=2\n[profile b]\na=1\n[profile b]\nc=1\na=3\n").profile("b"), "a"), "3");
  EXPECT_EQ(Of(Parsed("[profile default]\na=1\n[default]\na=2\nb=2\n").profile("default"), "a"), "1");
  EXPECT_EQ(Of(Parsed("[profile default]\na=1\n[default]\na=2\nb=2\n").profile("default"), "b"), "none");
}

TEST(SharedConfig, WindowsWroteIt) {
  EXPECT_EQ(Of(Parsed("\xEF\xBB\xBF[default]\r\na = 1\r\n\r\nb=2").profile("default"), "a"), "1");
  EXPECT_EQ(Of(Parsed("[default]\r\na = 1\r\nb=2").profile("default"), "b"), "2");
}

TEST(SharedConfig, SaysInWhichLineWhatIsWrong) {
  EXPECT_EQ(Error("a = 1\n"), "~/.aws/config:1: a setting before the first [section]");
  EXPECT_EQ(Error("\n[default\n"), "~/.aws/config:2: a [section] without its closing bracket");
  EXPECT_EQ(Error("[default] x\n"), "~/.aws/config:1: something other than a comment behind a [section]");
  EXPECT_EQ(Error("", "[a]\nsecret\n"), "~/.aws/credentials:2: neither a [section] nor a setting (name = value)");
  EXPECT_EQ(Error("[a]\n= 1\n"), "~/.aws/config:2: neither a [section] nor a setting (name = value)");
  EXPECT_EQ(Error("[a]\n  b = 1\n"),
            "~/.aws/config:2: an indented line that goes on with nothing; is it a setting that must begin its line?");
  EXPECT_EQ(Error("[a]\nb=\n  c\n"), "~/.aws/config:3: an indented line under a setting without a value is no setting (name = value)");
  EXPECT_EQ(Error(std::string_view("[a]\nb=\0\n", 8)), "~/.aws/config:2: a NUL byte; is it a text file?");
  EXPECT_EQ(Error(std::string((1 << 20) + 1, '#')), "read ~/.aws/config: it is longer than 1048576 bytes");
}

TEST(SharedConfig, LoadsTheFilesThatTheEnvironmentNames) {
  FakeOutside outside;
  outside.home.Put(".aws/config", "[default]\nregion = home\n");
  outside.home.Put("other", "[default]\nregion = other\n");
  EXPECT_EQ(Of(SharedConfig::Load(outside.Get().environment)->profile("default"), "region"), "home");
  outside.variables["AWS_CONFIG_FILE"] = "~/other";
  EXPECT_EQ(Of(SharedConfig::Load(outside.Get().environment)->profile("default"), "region"), "other");
  outside.variables["AWS_CONFIG_FILE"] = outside.home / "not-there";
  EXPECT_EQ(SharedConfig::Load(outside.Get().environment)->profile("default"), nullptr);
  outside.variables["AWS_CONFIG_FILE"] = outside.home.path();
  const Result<SharedConfig> folder = SharedConfig::Load(outside.Get().environment);
  ASSERT_FALSE(folder.ok());
  EXPECT_EQ(folder.status().code(), WEIR_E_CONFIG);
  EXPECT_EQ(folder.status().message(), "read " + outside.home.path() + ": Is a directory");
  outside.home.Put("long", std::string((1 << 20) + 1, '#'));
  outside.variables["AWS_CONFIG_FILE"] = outside.home / "long";
  EXPECT_FALSE(SharedConfig::Load(outside.Get().environment).ok());
}

}  // namespace
}  // namespace weir::aws

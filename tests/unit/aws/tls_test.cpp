// Whom HTTPS trusts.
#include "tls.hpp"

#include <csignal>

#include "store/temp_folder.hpp"

using namespace weir;
using namespace weir::aws;

namespace {

// Trusts what is in the file, for one request.
Result<HttpReply> GetTrusting(const std::string& file, const std::string& url) {
  ::setenv("AWS_CA_BUNDLE", file.c_str(), 1);
  auto reply = Http::Shared().Send({.url = url});
  ::unsetenv("AWS_CA_BUNDLE");
  return reply;
}

// Serves for one name or address, as in "IP:127.0.0.1", and has the file whose readers trust it.
class HttpsServer {
 public:
  explicit HttpsServer(const std::string& name) : identity_(name) { folder_.Put("ca.pem", identity_.pem()); }
  std::string url() const { return server_.url("/x", "https"); }
  std::string bundle() const { return folder_ / "ca.pem"; }
  const LoopbackServer& heard() const { return server_; }

 private:
  const TlsIdentity identity_;
  const TempFolder folder_;
  const LoopbackServer server_{[](const Heard& heard) { return Answer{Ok(heard.target)}; },
                               [this](int fd) { return identity_.Accept(fd); }};
};

class Tls : public testing::Test {
 protected:
  // A server whose connection is cut makes its own writes fail, not the test.
  Tls() { std::signal(SIGPIPE, SIG_IGN); }
};

}  // namespace

TEST_F(Tls, CertificateThatNobodyTrustsIsFatal) {
  const HttpsServer server("IP:127.0.0.1");
  const auto reply = Http::Shared().Send({.url = server.url()});
  EXPECT_EQ(reply.status().code(), WEIR_E_FATAL);
  EXPECT_NE(reply.status().message().find("certificate"), std::string::npos) << reply.status().message();
  EXPECT_EQ(server.heard().requests(), 0);
}

TEST_F(Tls, BundleOfTheEnvironmentIsTrusted) {
  const HttpsServer server("IP:127.0.0.1");
  for (int i = 0; i < 3; ++i) {
    const auto reply = GetTrusting(server.bundle(), server.url());
    ASSERT_TRUE(reply.ok()) << reply.status().message();
    EXPECT_EQ(reply->body, "/x");
  }
  EXPECT_EQ(server.heard().connections(), 1);
}

TEST_F(Tls, CertificateOfAnotherHostIsFatal) {
  const HttpsServer server("IP:127.0.0.2");
  const auto reply = GetTrusting(server.bundle(), server.url());
  EXPECT_EQ(reply.status().code(), WEIR_E_FATAL) << reply.status().message();
  EXPECT_EQ(server.heard().requests(), 0);
}

TEST_F(Tls, BundleThatIsNotThereIsFatalAndNamed) {
  const HttpsServer server("IP:127.0.0.1");
  const auto reply = GetTrusting("/nowhere/ca.pem", server.url());
  EXPECT_EQ(reply.status().code(), WEIR_E_FATAL);
  EXPECT_NE(reply.status().message().find("AWS_CA_BUNDLE"), std::string::npos) << reply.status().message();
}

TEST_F(Tls, ServerThatSpeaksNoTlsMayPass) {
  LoopbackServer server([](const Heard&) { return Answer{}; },
                        [](int fd) {
                          (void)::send(fd, "what?\n", 6, MSG_NOSIGNAL);
                          return nullptr;
                        });
  EXPECT_EQ(Http::Shared().Send({.url = server.url("/x", "https")}).status().code(), WEIR_E_RETRY);
}

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

class Tls : public testing::Test {
 protected:
  // A server whose connection is cut makes its own writes fail, not the test.
  Tls() { std::signal(SIGPIPE, SIG_IGN); }
  LoopbackServer Serve(const TlsIdentity& identity) {
    return LoopbackServer([](const Heard& heard) { return Answer{Ok(heard.target)}; }, [&](int fd) { return identity.Accept(fd); });
  }
};

}  // namespace

TEST_F(Tls, CertificateThatNobodyTrustsIsFatal) {
  const TlsIdentity identity("IP:127.0.0.1");
  const LoopbackServer server = Serve(identity);
  const auto reply = Http::Shared().Send({.url = server.url("/x", "https")});
  EXPECT_EQ(reply.status().code(), WEIR_E_FATAL);
  EXPECT_NE(reply.status().message().find("certificate"), std::string::npos) << reply.status().message();
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(Tls, BundleOfTheEnvironmentIsTrusted) {
  const TlsIdentity identity("IP:127.0.0.1");
  const LoopbackServer server = Serve(identity);
  const TempFolder folder;
  folder.Put("ca.pem", identity.pem());
  for (int i = 0; i < 3; ++i) {
    const auto reply = GetTrusting(folder / "ca.pem", server.url("/x", "https"));
    ASSERT_TRUE(reply.ok()) << reply.status().message();
    EXPECT_EQ(reply->body, "/x");
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Tls, CertificateOfAnotherHostIsFatal) {
  const TlsIdentity identity("IP:127.0.0.2");
  const LoopbackServer server = Serve(identity);
  const TempFolder folder;
  folder.Put("ca.pem", identity.pem());
  const auto reply = GetTrusting(folder / "ca.pem", server.url("/x", "https"));
  EXPECT_EQ(reply.status().code(), WEIR_E_FATAL) << reply.status().message();
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(Tls, BundleThatIsNotThereIsFatalAndNamed) {
  const TlsIdentity identity("IP:127.0.0.1");
  const LoopbackServer server = Serve(identity);
  const auto reply = GetTrusting("/nowhere/ca.pem", server.url("/x", "https"));
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

// The chain: its order, when it asks again, and who waits for whom.
#include "aws/credentials.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <thread>

#include "fake_outside.hpp"

namespace weir::aws {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Where those who are asked wait until it opens.
class Gate {
 public:
  // Which of those who came this is: 1 for the first.
  int Wait() {
    const int turn = ++came_;
    opened_.wait();
    return turn;
  }
  void Open() { open_.set_value(); }
  int came() const { return came_; }
  void AwaitFirst() const {
    while (came_ == 0) std::this_thread::yield();
  }

 private:
  std::promise<void> open_;
  const std::shared_future<void> opened_ = open_.get_future().share();
  std::atomic<int> came_ = 0;
};

// Asks on a thread of its own.
std::future<std::string> Ask(CredentialChain& chain) {
  return std::async(std::launch::async, [&chain] { return Said(chain.Get()); });
}
// The same, and says when it asks or waits.
std::future<std::string> Ask(CredentialChain& chain, std::atomic<bool>& is_there) {
  return std::async(std::launch::async, [&chain, &is_there] {
    return Said(chain.Get([&is_there] {
      is_there = true;
      return false;
    }));
  });
}

// A container whose endpoint counts how often it is asked and gives "KEY1", "KEY2", ... for an hour each.
class Chain : public ::testing::Test {
 protected:
  void SetUp() override {
    outside.variables["AWS_EC2_METADATA_DISABLED"] = "true";
    outside.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x";
    outside.serve = [this](const HttpRequest&) -> Result<HttpReply> {
      ++asked;
      if (failing) return Status::Retry("connect: refused");
      return Key("KEY" + std::to_string(asked));
    };
  }
  // What gives these for an hour.
  HttpReply Key(const std::string& name) const { return Ok(Document(name, Time(outside.now + std::chrono::hours(1)))); }
  // From here on the endpoint answers this, to those who are behind the gate.
  void ServeBehind(Gate& gate, const HttpReply& reply) {
    outside.serve = [&gate, reply](const HttpRequest&) -> Result<HttpReply> {
      gate.Wait();
      return reply;
    };
  }
  static std::string Time(std::chrono::system_clock::time_point at) {
    const time_t seconds = std::chrono::system_clock::to_time_t(at);
    char text[32];
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", ::gmtime(&seconds));
    return text;
  }
  std::string Get(CredentialChain& chain) { return Said(chain.Get()); }

  FakeOutside outside;
  int asked = 0;
  bool failing = false;
};

TEST_F(Chain, TheFirstLinkThatHasAnyAnswers) {
  outside.home.Put(".aws/credentials", "[default]\naws_access_key_id = PROFILE\naws_secret_access_key = s\n");
  {
    CredentialChain chain({}, outside.Get());
    EXPECT_EQ(Get(chain), "PROFILE");
    ASSERT_EQ(chain.answers().size(), 2u);
    EXPECT_EQ(chain.answers()[0].link, "environment");
    EXPECT_EQ(chain.answers()[0].reason, "AWS_ACCESS_KEY_ID is not set");
    EXPECT_EQ(chain.answers()[1].link, "profile `default`: keys");
    EXPECT_EQ(chain.answers()[1].reason, "");
  }
  outside.variables["AWS_ACCESS_KEY_ID"] = "ENV";
  outside.variables["AWS_SECRET_ACCESS_KEY"] = "s";
  CredentialChain chain({}, outside.Get());
  EXPECT_EQ(Get(chain), "ENV");
  CredentialChain chosen({.profile = "default"}, outside.Get());
  EXPECT_EQ(Get(chosen), "PROFILE") << "who names a profile means it";
  EXPECT_EQ(asked, 0);
}

TEST_F(Chain, ALinkThatIsConfiguredAndFailsEndsIt) {
  outside.home.Put(".aws/config", "[default]\ncredential_process = /no/such/program\n");
  CredentialChain chain({}, outside.Get());
  EXPECT_EQ(Get(chain),
            "failed -3: profile `default`: credential_process: credential_process: start /no/such/program: No such file or directory");
  EXPECT_EQ(asked, 0);
  outside.home.Put(".aws/config", "[default]\nnonsense\n");
  EXPECT_EQ(Get(chain), "failed -4: " + (outside.home / ".aws/config") + ":2: neither a [section] nor a setting (name = value)");
}

TEST_F(Chain, SaysWhatEachSaidWhenNoneHasAny) {
  outside.variables.erase("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  CredentialChain chain({}, outside.Get());
  EXPECT_EQ(Get(chain), "failed -3: no AWS credentials; environment: AWS_ACCESS_KEY_ID is not set; profile `default`: it is neither in " +
                            (outside.home / ".aws/config") + " nor in " + (outside.home / ".aws/credentials") +
                            "; web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set; container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and "
                            "_FULL_URI are not set; instance metadata: AWS_EC2_METADATA_DISABLED is true");
  EXPECT_EQ(chain.answers().size(), 5u);
}

TEST_F(Chain, AsksAgainBeforeTheyExpire) {
  CredentialChain chain({}, outside.Get());
  EXPECT_EQ(Get(chain), "KEY1");
  outside.now += minutes(53);
  EXPECT_EQ(Get(chain), "KEY1");
  outside.now += minutes(2);
  EXPECT_EQ(Get(chain), "KEY2");
  EXPECT_EQ(asked, 2);
}

TEST_F(Chain, KeepsTheOldOnesWhileTheyLast) {
  CredentialChain chain({}, outside.Get());
  EXPECT_EQ(Get(chain), "KEY1");
  failing = true;
  outside.now += minutes(56);
  EXPECT_EQ(Get(chain), "KEY1");
  const int after_first = asked;
  EXPECT_EQ(Get(chain), "KEY1");
  EXPECT_EQ(asked, after_first) << "not asked again at once";
  outside.now += seconds(31);
  EXPECT_EQ(Get(chain), "KEY1");
  EXPECT_GT(asked, after_first);
  outside.now += minutes(4);
  EXPECT_EQ(Get(chain), "failed -1: container: connect: refused");
  failing = false;
  EXPECT_EQ(Get(chain).substr(0, 3), "KEY");
}

TEST_F(Chain, RefusedOnesAreNotGivenAgain) {
  CredentialChain chain({}, outside.Get());
  const Result<Credentials> first = chain.Get();
  chain.Reject(*first);
  EXPECT_EQ(Get(chain), "KEY2");
  chain.Reject(*first);
  EXPECT_EQ(Get(chain), "KEY2") << "somebody asked since";
  EXPECT_EQ(asked, 2);
}

TEST_F(Chain, AllWaitForOneAnswer) {
  Gate gate;
  ServeBehind(gate, Key("ONE"));
  CredentialChain chain({}, outside.Get());
  std::vector<std::future<std::string>> all;
  for (int i = 0; i < 8; ++i) all.push_back(Ask(chain));
  gate.AwaitFirst();
  EXPECT_EQ(Said(chain.Get([] { return true; })), "failed -5: cancelled") << "who is cancelled does not wait";
  gate.Open();
  for (auto& one : all) EXPECT_EQ(one.get(), "ONE");
  EXPECT_EQ(gate.came(), 1);
}

TEST_F(Chain, AllWhoWaitGetTheSameFailure) {
  Gate gate;
  ServeBehind(gate, Refusal(403));
  CredentialChain chain({}, outside.Get());
  std::vector<std::future<std::string>> all;
  std::array<std::atomic<bool>, 4> is_there{};
  for (auto& here : is_there) all.push_back(Ask(chain, here));
  for (auto& here : is_there)
    while (!here) std::this_thread::yield();
  gate.Open();
  for (auto& one : all) EXPECT_EQ(one.get(), "failed -3: container: http://169.254.170.2/x: 403");
  EXPECT_EQ(gate.came(), 1);
}

TEST_F(Chain, OneWhoGivesUpDoesNotAnswerForTheOthers) {
  Gate gate;
  outside.serve = [&](const HttpRequest&) -> Result<HttpReply> {
    if (gate.Wait() == 1) return Status::Cancelled();
    return Key("TWO");
  };
  CredentialChain chain({}, outside.Get());
  auto first = Ask(chain);
  gate.AwaitFirst();
  std::atomic<bool> waits = false;
  auto second = Ask(chain, waits);
  while (!waits) std::this_thread::yield();
  gate.Open();
  EXPECT_EQ(first.get(), "failed -5: cancelled");
  EXPECT_EQ(second.get(), "TWO");
}

TEST_F(Chain, WhoMayUseTheOldOnesDoesNotWait) {
  CredentialChain chain({}, outside.Get());
  EXPECT_EQ(Get(chain), "KEY1");
  outside.now += minutes(56);
  Gate gate;
  ServeBehind(gate, Key("NEW"));
  auto asking = Ask(chain);
  gate.AwaitFirst();
  EXPECT_EQ(Get(chain), "KEY1");
  gate.Open();
  EXPECT_EQ(asking.get(), "NEW");
  EXPECT_EQ(Get(chain), "NEW");
}

TEST(Chains, AreSharedByTheirChoices) {
  EXPECT_EQ(CredentialChain::Shared({"a", "b"}), CredentialChain::Shared({"a", "b"}));
  EXPECT_NE(CredentialChain::Shared({"a", "b"}), CredentialChain::Shared({"a", std::nullopt}));
}

}  // namespace
}  // namespace weir::aws

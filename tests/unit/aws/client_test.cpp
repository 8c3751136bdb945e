// Calls through their attempts, to a server on loopback, with clocks that do not wait.
#include <gtest/gtest.h>

#include <future>

#include "aws/caller.hpp"
#include "loopback_server.hpp"

using namespace weir;
using namespace weir::aws;
using namespace std::chrono_literals;
using Then = Answer::Then;

namespace {

constexpr auto kStart = std::chrono::sys_days(std::chrono::year(2024) / 2 / 1);

// Waiting moves the clock and is over at once.
struct Fake {
  std::mutex mutex;
  std::chrono::milliseconds passed{0};
  std::vector<std::chrono::milliseconds> waits;
  std::vector<std::string> rejected;
  std::vector<std::chrono::system_clock::time_point> signed_at;
  int credentials_given = 0;
  Result<Credentials> credentials{Status::Retry("not set")};

  World world(const LoopbackServer& server) {
    return {.credentials = [this](const auto&) -> Result<Credentials> {
              const std::scoped_lock lock(mutex);
              ++credentials_given;
              if (!credentials.ok()) return credentials.status();
              Credentials given = *credentials;
              given.access_key_id += std::to_string(rejected.size());
              return given;
            },
            .reject =
                [this](const Credentials& refused) {
                  const std::scoped_lock lock(mutex);
                  rejected.push_back(refused.access_key_id);
                },
            .sign =
                [this, &server](const Call& call, std::string&, const Credentials& with, auto time) {
                  const std::scoped_lock lock(mutex);
                  signed_at.push_back(time);
                  return HttpRequest{
                      .method = call.method, .url = server.url(call.path), .headers = {{"Key", with.access_key_id}}, .body = call.body};
                },
            .wall_clock = [this] { return kStart + now(); },
            .clock = [this] { return std::chrono::steady_clock::time_point(1h) + now(); },
            .later =
                [this](std::chrono::milliseconds after, std::function<void()> what) {
                  {
                    const std::scoped_lock lock(mutex);
                    passed += after;
                    waits.push_back(after);
                  }
                  Http::Shared().Later(0ms, std::move(what));
                },
            .random = [] { return 0.5; }};
  }
  std::chrono::milliseconds now() {
    const std::scoped_lock lock(mutex);
    return passed;
  }
};

struct Calls {
  explicit Calls(LoopbackServer::Handler handler, bool s3 = false) : server(std::move(handler)) {
    fake.credentials = Credentials{"AK", "the-secret", "the-token"};
    caller = std::make_shared<Caller>(Client::Config{.service = "s3", .s3 = s3}, fake.world(server), limits);
  }
  Result<Reply> Send(Call call = {.name = "PutThing"}, const std::function<bool()>& cancelled = {}) {
    return caller->Send(std::move(call), cancelled);
  }

  Limits limits;
  Fake fake;
  LoopbackServer server;
  std::shared_ptr<Caller> caller;
};

std::string Error(std::string_view status, std::string_view code, std::string_view headers = {}) {
  return Ok("<Error><Code>" + std::string(code) + "</Code><Message>why</Message><RequestId>R1</RequestId></Error>", headers, status);
}

}  // namespace

TEST(Client, AnswersAreReplies) {
  for (const char* status : {"200 OK", "204 No Content", "304 Not Modified", "403 Forbidden", "404 Not Found", "412 Precondition Failed"}) {
    Calls calls([&](const Heard&) { return Answer{Ok("", {}, status)}; });
    const auto reply = calls.Send();
    ASSERT_TRUE(reply.ok()) << reply.status().message();
    EXPECT_EQ(reply->status, std::atoi(status));
    EXPECT_EQ(calls.server.requests(), 1);
  }
}

TEST(Client, RepeatsWhatPassesWithGrowingWaits) {
  Calls calls(
      [](const Heard& heard) { return heard.number < 4 ? Answer{Error("500 Internal Server Error", "InternalError")} : Answer{Ok("x")}; });
  const auto reply = calls.Send();
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->body, "x");
  EXPECT_EQ(calls.server.requests(), 4);
  EXPECT_EQ(calls.fake.waits, (std::vector{50ms, 100ms, 200ms}));
  EXPECT_EQ(calls.limits.quota().tokens(), 490) << "what the last repetition took is back";
}

TEST(Client, GivesUpAfterItsAttemptsAndSaysWhatTheLastOneGot) {
  Calls calls([](const Heard&) { return Answer{Error("503 Service Unavailable", "ServiceUnavailable")}; });
  const auto reply = calls.Send({.name = "PutThing", .path = "/?X-Amz-Signature=abc"});
  EXPECT_EQ(reply.status().code(), WEIR_E_RETRY);
  EXPECT_EQ(reply.status().message(), "PutThing: 503 ServiceUnavailable: why (request R1); 10 attempts");
  EXPECT_EQ(calls.server.requests(), 10);
}

TEST(Client, NoAnswerIsRepeated) {
  Calls calls([](const Heard& heard) {
    if (heard.number == 1) return Answer{"", Then::Reset};
    if (heard.number == 2) return Answer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Then::Close};
    return Answer{Ok("whole")};
  });
  const auto reply = calls.Send();
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->body, "whole");
}

TEST(Client, RepetitionsAfterTheThirdAttemptAreNews) {
  Calls calls([](const Heard& heard) { return heard.number < 5 ? Answer{Error("500 x", "InternalError")} : Answer{Ok("x")}; });
  ASSERT_TRUE(calls.Send().ok());
  EXPECT_EQ(calls.caller->News(), "PutThing: 500 InternalError: why (request R1); attempt 5 in 400 ms (and 1 others that are not shown)");
  EXPECT_EQ(calls.caller->News(), "");
}

TEST(Client, NewsComeNotTooOften) {
  // With half of the jitter: 0.4, 0.8, 1.6, 3.2, 6.4, 10 s between.
  Calls calls([](const Heard&) { return Answer{Error("500 x", "InternalError")}; });
  std::vector<std::chrono::milliseconds> told;
  World world = calls.fake.world(calls.server);
  std::shared_ptr<Caller> caller;
  world.later = [&, later = world.later](auto after, auto what) {
    if (!caller->News().empty()) told.push_back(calls.fake.now());
    later(after, std::move(what));
  };
  caller = std::make_shared<Caller>(Client::Config{.service = "s3"}, world, calls.limits);
  (void)caller->Send({.name = "PutThing"}, {});
  ASSERT_GE(told.size(), 2u);
  EXPECT_GE(told[1] - told[0], 5s);
}

TEST(Client, ThrottledAttemptsTakeNothing) {
  Calls calls([](const Heard& heard) { return heard.number <= 30 ? Answer{Error("503 Slow Down", "SlowDown")} : Answer{Ok("x")}; });
  const auto reply = calls.Send();
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(calls.server.requests(), 31);
  EXPECT_EQ(calls.limits.quota().tokens(), RetryQuota::kMost);
}

TEST(Client, WaitsAsLongAsTheServiceAsks) {
  Calls calls([](const Heard& heard) {
    return heard.number == 1   ? Answer{Error("503 x", "ServiceUnavailable", "Retry-After: 7\r\n")}
           : heard.number == 2 ? Answer{Error("503 x", "ServiceUnavailable", "Retry-After: 70000\r\n")}
                               : Answer{Ok("x")};
  });
  ASSERT_TRUE(calls.Send().ok());
  EXPECT_EQ(calls.fake.waits, (std::vector<std::chrono::milliseconds>{7s, 20s}));
}

TEST(Client, ThrottledCallLowersTheRateOfItsName) {
  Calls calls([](const Heard& heard) { return heard.number <= 10 ? Answer{Error("400 x", "ThrottlingException")} : Answer{Ok("x")}; });
  EXPECT_TRUE(calls.Send().ok());
  EXPECT_GT(calls.limits.rate("PutThing").per_second(), 0);
  EXPECT_EQ(calls.limits.rate("GetThing").per_second(), 0);
}

TEST(Client, QuotaThatIsUsedUpEndsCallsAtOnce) {
  Calls calls([](const Heard&) { return Answer{Error("500 x", "InternalError")}; });
  while (calls.limits.quota().Take(RetryQuota::kRefused)) {
  }
  const auto reply = calls.Send();
  EXPECT_EQ(reply.status().code(), WEIR_E_RETRY);
  EXPECT_EQ(reply.status().message(),
            "PutThing: 500 InternalError: why (request R1); 1 attempt; others fail too, so that no more may be repeated");
  EXPECT_EQ(calls.server.requests(), 1);
}

TEST(Client, ClockThatIsWrongIsSetByTheService) {
  const std::string theirs = "Date: Thu, 01 Feb 2024 02:00:00 GMT\r\n";
  for (const char* code : {"RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException"}) {
    Calls calls([&](const Heard& heard) { return heard.number == 1 ? Answer{Error("403 Forbidden", code, theirs)} : Answer{Ok("x")}; });
    const auto reply = calls.Send();
    ASSERT_TRUE(reply.ok()) << reply.status().message();
    ASSERT_EQ(calls.fake.signed_at.size(), 2u);
    EXPECT_EQ(calls.fake.signed_at[0], kStart);
    EXPECT_EQ(calls.fake.signed_at[1], kStart + 2h);
    EXPECT_TRUE(calls.fake.waits.empty());
    ASSERT_TRUE(calls.Send().ok());
    EXPECT_EQ(calls.fake.signed_at[2], kStart + 2h) << "and stays so";
  }
}

TEST(Client, WrongSignatureWithTheRightTimeIsDenied) {
  Calls calls(
      [](const Heard&) { return Answer{Error("403 Forbidden", "SignatureDoesNotMatch", "Date: Thu, 01 Feb 2024 00:01:00 GMT\r\n")}; });
  EXPECT_EQ(calls.Send().status().code(), WEIR_E_DENIED);
  EXPECT_EQ(calls.server.requests(), 1);
}

TEST(Client, WrongTimeThatCannotBeSetEnds) {
  Calls calls([](const Heard& heard) {
    const std::string hour = std::to_string(10 + heard.number % 10);
    return Answer{Error("403 Forbidden", "RequestTimeTooSkewed", "Date: Thu, 01 Feb 2024 " + hour + ":00:00 GMT\r\n")};
  });
  EXPECT_EQ(calls.Send().status().code(), WEIR_E_RETRY);
  EXPECT_EQ(calls.server.requests(), 10);
}

TEST(Client, ExpiredTokenIsTriedOnceWithNewCredentials) {
  Calls calls(
      [](const Heard& heard) { return heard.header("key") == "AK0" ? Answer{Error("400 Bad Request", "ExpiredToken")} : Answer{Ok("x")}; });
  const auto reply = calls.Send();
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(calls.fake.rejected, std::vector<std::string>{"AK0"});
  EXPECT_EQ(calls.server.requests(), 2);
}

TEST(Client, ExpiredTokenAfterNewCredentialsIsDenied) {
  Calls calls([](const Heard&) { return Answer{Error("400 Bad Request", "ExpiredTokenException")}; });
  const auto reply = calls.Send();
  EXPECT_EQ(reply.status().code(), WEIR_E_DENIED);
  EXPECT_EQ(reply.status().message(), "PutThing: 400 ExpiredTokenException: why (request R1); 2 attempts");
  EXPECT_EQ(calls.fake.rejected.size(), 1u);
}

TEST(Client, WithoutCredentialsNothingIsSent) {
  Calls calls([](const Heard&) { return Answer{Ok("x")}; });
  calls.fake.credentials = Status::Denied("no link has any");
  const auto reply = calls.Send();
  EXPECT_EQ(reply.status().code(), WEIR_E_DENIED);
  EXPECT_EQ(reply.status().message(), "PutThing: no link has any; 1 attempt");
  EXPECT_EQ(calls.server.requests(), 0);
}

TEST(Client, CredentialsThatDoNotComeAreAskedForAgain) {
  Calls calls([](const Heard&) { return Answer{Ok("x")}; });
  calls.fake.credentials = Status::Retry("instance metadata: no answer");
  EXPECT_EQ(calls.Send().status().code(), WEIR_E_RETRY);
  EXPECT_EQ(calls.fake.credentials_given, 10);
}

TEST(Client, NoMessageHoldsASecret) {
  Calls calls([](const Heard&) {
    return Answer{Ok(R"({"__type":"AuthFailure","message":"the-token and the-secret do not match"})", {}, "403 Forbidden")};
  });
  EXPECT_EQ(calls.Send().status().message(), "PutThing: 403 AuthFailure: *** and *** do not match; 1 attempt");
}

TEST(Client, CallsMayKnowMoreThatPasses) {
  Calls calls(
      [](const Heard& heard) { return heard.number == 1 ? Answer{Error("409 Conflict", "ConditionalRequestConflict")} : Answer{Ok("x")}; });
  const auto may_pass = [](int status, std::string_view code) { return status == 409 && code == "ConditionalRequestConflict"; };
  const auto reply = calls.Send({.name = "PutThing", .may_pass = may_pass});
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->status, 200);
}

TEST(Client, ErrorOfS3AfterAllIsOne) {
  const auto fails_once = [](const Heard& heard) { return heard.number == 1 ? Answer{Error("200 OK", "InternalError")} : Answer{Ok("x")}; };
  Calls posts(fails_once, true);
  EXPECT_EQ(posts.Send({.name = "CompleteMultipartUpload", .method = "POST"})->body, "x");
  Calls gets(fails_once, true);
  EXPECT_NE(gets.Send({.name = "GetObject"})->body, "x") << "an object may be anything";
}

TEST(Client, ErrorOfS3AfterAllThatDoesNotPassIsNoSuccess) {
  Calls calls([](const Heard&) { return Answer{Error("200 OK", "PreconditionFailed")}; }, true);
  const auto reply = calls.Send({.name = "CompleteMultipartUpload", .method = "POST"});
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->status, 500);
  EXPECT_EQ(calls.server.requests(), 1);
}

TEST(Client, CancelEndsACallThatWaitsForAnAnswer) {
  Calls calls([](const Heard&) { return Answer{Ok("x"), Then::Keep, 20s}; });
  const auto begin = std::chrono::steady_clock::now();
  const auto reply = calls.Send({.name = "PutThing"}, [&] { return calls.server.requests() > 0; });
  EXPECT_EQ(reply.status().code(), WEIR_E_CANCELLED);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST(Client, CancelEndsACallThatWaitsToTryAgain) {
  Calls calls([](const Heard&) { return Answer{Error("500 x", "InternalError")}; });
  std::atomic<bool> waits = false;
  World world = calls.fake.world(calls.server);
  world.later = [&](auto, auto) { waits = true; };  // never
  const auto caller = std::make_shared<Caller>(Client::Config{.service = "s3"}, world, calls.limits);
  EXPECT_EQ(caller->Send({.name = "PutThing"}, [&] { return waits.load(); }).status().code(), WEIR_E_CANCELLED);
}

TEST(Client, CancelEndsACallThatWaitsForCredentials) {
  Calls calls([](const Heard&) { return Answer{Ok("x")}; });
  World world = calls.fake.world(calls.server);
  world.credentials = [](const std::function<bool()>& cancelled) -> Result<Credentials> {
    while (!cancelled()) std::this_thread::yield();
    return Status::Cancelled();
  };
  const auto caller = std::make_shared<Caller>(Client::Config{.service = "s3"}, world, calls.limits);
  EXPECT_EQ(caller->Send({.name = "PutThing"}, [] { return true; }).status().code(), WEIR_E_CANCELLED);
  EXPECT_EQ(calls.server.requests(), 0);
}

TEST(Client, ManyCallsAtOnceAllEndOnce) {
  Calls calls([](const Heard& heard) {
    if (heard.number % 7 == 0) return Answer{"", Then::Close};
    if (heard.number % 11 == 0) return Answer{Error("503 x", "SlowDown")};
    return Answer{Ok(heard.target)};
  });
  std::atomic<int> ended = 0, good = 0;
  std::promise<void> all;
  for (int i = 0; i < 200; ++i)
    calls.caller->Start({.name = "PutThing", .path = "/" + std::to_string(i)}, [&, i](Result<Reply> reply) {
      good += reply.ok() && reply->body == "/" + std::to_string(i);
      if (++ended == 200) all.set_value();
    });
  all.get_future().wait();
  EXPECT_EQ(good, 200);
}

TEST(ClientDeathTest, ProcessEndsWhileCredentialsAreAwaited) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto end = [] {
    static Calls& calls = *new Calls([](const Heard&) { return Answer{Ok("x")}; });
    World world = calls.fake.world(calls.server);
    std::promise<void> asked;
    world.credentials = [&](const std::function<bool()>& cancelled) -> Result<Credentials> {
      asked.set_value();
      while (!cancelled()) std::this_thread::yield();
      std::fputs("gave up", stderr);
      return Status::Cancelled();
    };
    const auto caller = std::make_shared<Caller>(Client::Config{.service = "s3"}, world, calls.limits);
    caller->Start({.name = "PutThing"}, [](const Result<Reply>&) {});
    asked.get_future().wait();
    std::exit(17);
  };
  EXPECT_EXIT(end(), testing::ExitedWithCode(17), "gave up");
}

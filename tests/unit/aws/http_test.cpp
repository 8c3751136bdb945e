#include "aws/http.hpp"

#include <future>

#include "loopback_server.hpp"
#include "store/temp_folder.hpp"

using namespace weir;
using namespace weir::aws;
using namespace std::chrono_literals;
using Then = Answer::Then;

namespace {

using Clock = std::chrono::steady_clock;

// A Start that a test can wait for.
struct Pending {
  uint64_t id = 0;
  std::future<Result<HttpReply>> result;
};
Pending Begin(HttpRequest request) {
  auto promise = std::make_shared<std::promise<Result<HttpReply>>>();
  Pending pending{.result = promise->get_future()};
  pending.id = Http::Shared().Start(std::move(request), [promise](Result<HttpReply> result) { promise->set_value(std::move(result)); });
  return pending;
}

Result<HttpReply> Get(const std::string& url) { return Http::Shared().Send({.url = url}); }

}  // namespace

TEST(Http, AnswersHaveStatusHeadersAndBody) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("gone", "X-Thing:  a b \r\n", "404 Not Found")}; });
  const auto reply = Get(server.url());
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->status, 404);
  EXPECT_EQ(reply->body, "gone");
  ASSERT_NE(FindHeader(reply->headers, "x-thing"), nullptr);
  EXPECT_EQ(*FindHeader(reply->headers, "x-thing"), "a b");
  EXPECT_EQ(FindHeader(reply->headers, "x-other"), nullptr);
}

TEST(Http, SendsNoHeaderThatItWasNotGiven) {
  Heard heard;
  LoopbackServer server([&](const Heard& request) { return heard = request, Answer{Ok("")}; });
  ASSERT_TRUE(Http::Shared()
                  .Send({.method = "POST",
                         .url = server.url("/a/../b%20c?d=e"),
                         .headers = {{"X-Empty", ""}, {"Host", "other"}},
                         .body = std::make_shared<std::string>("body")})
                  .ok());
  EXPECT_EQ(heard.method, "POST");
  EXPECT_EQ(heard.target, "/a/../b%20c?d=e") << "as it stands";
  EXPECT_EQ(heard.body, "body");
  Headers expected = {{"Host", "other"}, {"X-Empty", ""}, {"Content-Length", "4"}};
  std::ranges::sort(expected);
  std::ranges::sort(heard.headers);
  EXPECT_EQ(heard.headers, expected);
}

TEST(Http, EveryMethodGoesOutWithWhatItNeeds) {
  std::mutex mutex;
  std::vector<std::string> heard;
  LoopbackServer server([&](const Heard& request) {
    const std::scoped_lock lock(mutex);
    heard.push_back(request.method + " " + request.header("content-length") + " " + request.body);
    return Answer{request.method == "HEAD" ? "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" : Ok("")};
  });
  const auto body = std::make_shared<std::string>("xyz");
  for (const auto& [method, with] : std::vector<std::pair<std::string, std::shared_ptr<std::string>>>{{"GET", nullptr},
                                                                                                      {"HEAD", nullptr},
                                                                                                      {"PUT", body},
                                                                                                      {"PUT", nullptr},
                                                                                                      {"POST", nullptr},
                                                                                                      {"DELETE", nullptr},
                                                                                                      {"DELETE", body}}) {
    const auto reply = Http::Shared().Send({.method = method, .url = server.url(), .body = with});
    EXPECT_TRUE(reply.ok()) << method << reply.status().message();
  }
  EXPECT_EQ(heard, (std::vector<std::string>{"GET  ", "HEAD  ", "PUT 3 xyz", "PUT 0 ", "POST 0 ", "DELETE  ", "DELETE 3 xyz"}));
}

TEST(Http, LargeBodiesGoBothWaysWithoutAskingFirst) {
  std::string large(9 << 20, 'x');
  for (size_t i = 0; i < large.size(); i += 4093) large[i] = static_cast<char>(i);
  LoopbackServer server([](const Heard& request) {
    EXPECT_EQ(request.header("expect"), "");
    return Answer{Ok(request.body)};
  });
  const auto reply = Http::Shared().Send({.method = "PUT", .url = server.url(), .body = std::make_shared<std::string>(large)});
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_TRUE(reply->body == large);
}

TEST(Http, ChunksArePutTogether) {
  LoopbackServer server([](const Heard&) {
    return Answer{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n",
                  .piece = 7,
                  .pause = 1ms};
  });
  const auto reply = Get(server.url());
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->body, "abcde");
  EXPECT_EQ(FindHeader(reply->headers, "trailer"), nullptr);
}

TEST(Http, AnswersInBetweenAreNotTheAnswer) {
  LoopbackServer server(
      [](const Heard&) { return Answer{"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + Ok("late", "X-Late: 1\r\n")}; });
  const auto reply = Get(server.url());
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(FindHeader(reply->headers, "x-early"), nullptr);
  EXPECT_NE(FindHeader(reply->headers, "x-late"), nullptr);
}

TEST(Http, RedirectsAreAnswers) {
  LoopbackServer server([&](const Heard&) { return Answer{Ok("", "Location: /other\r\n", "307 Temporary Redirect")}; });
  const auto reply = Get(server.url());
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 307);
  EXPECT_EQ(server.requests(), 1);
}

TEST(Http, OneConnectionServesRequestsInTurn) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("x")}; });
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Get(server.url()).ok());
  EXPECT_EQ(server.connections(), 1);
}

TEST(Http, ConnectionThatTheServerClosedIsReplaced) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("x"), Then::Close}; });
  for (int i = 0; i < 20; ++i) {
    const auto reply = Get(server.url());
    ASSERT_TRUE(reply.ok()) << reply.status().message();
  }
  EXPECT_EQ(server.connections(), 20);
}

TEST(Http, TwoHundredRequestsAtOnceAreTwoHundredAnswers) {
  LoopbackServer server([](const Heard& request) { return Answer{Ok(request.target), Then::Keep, 20ms}; });
  for (int round = 0; round < 2; ++round) {
    std::vector<Pending> pending;
    for (int i = 0; i < 200; ++i) pending.push_back(Begin({.url = server.url("/" + std::to_string(i))}));
    for (int i = 0; i < 200; ++i) {
      const auto reply = pending[i].result.get();
      ASSERT_TRUE(reply.ok()) << reply.status().message();
      EXPECT_EQ(reply->body, "/" + std::to_string(i));
    }
  }
  EXPECT_LE(server.connections(), 200) << "the second round has the connections of the first";
}

TEST(Http, RequestCancelledAtOnceIsCancelled) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("x"), Then::Keep, 5s}; });
  Pending pending = Begin({.url = server.url()});
  Http::Shared().Cancel(pending.id);
  EXPECT_EQ(pending.result.get().status().code(), WEIR_E_CANCELLED);
}

TEST(Http, RequestCancelledUnderWayIsCancelled) {
  LoopbackServer server([](const Heard&) { return Answer{Ok(std::string(1000, 'x')), Then::Keep, 0ms, 100, 1s}; });
  Pending pending = Begin({.url = server.url()});
  while (server.requests() == 0) std::this_thread::yield();
  Http::Shared().Cancel(pending.id);
  EXPECT_EQ(pending.result.get().status().code(), WEIR_E_CANCELLED);
}

TEST(Http, CancelAfterTheEndIsNothing) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("x")}; });
  Pending pending = Begin({.url = server.url()});
  EXPECT_TRUE(pending.result.get().ok());
  Http::Shared().Cancel(pending.id);
  EXPECT_TRUE(Get(server.url()).ok());
}

TEST(Http, SendLooksAtWhetherItIsCancelled) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("x"), Then::Keep, 10s}; });
  const auto begin = Clock::now();
  const auto reply = Http::Shared().Send({.url = server.url()}, [&] { return Clock::now() - begin > 50ms; });
  EXPECT_EQ(reply.status().code(), WEIR_E_CANCELLED);
  EXPECT_LT(Clock::now() - begin, 3s);
}

TEST(Http, CallbacksMayStartMore) {
  LoopbackServer server([](const Heard& request) { return Answer{Ok(request.target)}; });
  std::promise<std::string> last;
  Http::Shared().Start({.url = server.url("/1")}, [&](Result<HttpReply>) {
    Http::Shared().Start({.url = server.url("/2")}, [&](Result<HttpReply> reply) { last.set_value(reply.ok() ? reply->body : "failed"); });
  });
  EXPECT_EQ(last.get_future().get(), "/2");
}

TEST(Http, ServerThatSaysNothingIsGivenUp) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("x"), Then::Keep, 20s}; });
  const auto begin = Clock::now();
  const auto reply = Http::Shared().Send({.url = server.url("/x?secret=1"), .idle_timeout = 200ms});
  EXPECT_EQ(reply.status().code(), WEIR_E_RETRY);
  EXPECT_EQ(reply.status().message(), "get " + server.url("/x") + ": no byte for 200 ms");
  EXPECT_LT(Clock::now() - begin, 5s);
}

TEST(Http, ServerThatSaysLittleIsNotIdle) {
  LoopbackServer server([](const Heard&) { return Answer{Ok("abcdefgh"), Then::Keep, 0ms, 2, 50ms}; });
  const auto reply = Http::Shared().Send({.url = server.url(), .idle_timeout = 800ms});
  ASSERT_TRUE(reply.ok()) << reply.status().message();
  EXPECT_EQ(reply->body, "abcdefgh");
}

TEST(Http, TotalTimeoutEndsWhatStillMoves) {
  LoopbackServer server([](const Heard&) { return Answer{Ok(std::string(10'000, 'x')), Then::Keep, 0ms, 10, 20ms}; });
  const auto begin = Clock::now();
  const auto reply = Http::Shared().Send({.url = server.url(), .total_timeout = 200ms});
  EXPECT_EQ(reply.status().code(), WEIR_E_RETRY);
  EXPECT_LT(Clock::now() - begin, 5s);
}

struct CutShort {
  const char* name;
  std::string bytes;
  Then then;
};
class HttpCutShort : public testing::TestWithParam<CutShort> {};
TEST_P(HttpCutShort, MayPass) {
  LoopbackServer server([](const Heard&) { return Answer{GetParam().bytes, GetParam().then}; });
  const auto reply = Get(server.url("/key?X-Amz-Signature=1"));
  ASSERT_FALSE(reply.ok()) << reply->body;
  EXPECT_EQ(reply.status().code(), WEIR_E_RETRY) << reply.status().message();
  EXPECT_TRUE(reply.status().message().starts_with("get " + server.url("/key") + ": ")) << reply.status().message();
  EXPECT_EQ(reply.status().message().find("Signature"), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(, HttpCutShort,
                         testing::Values(CutShort{"Nothing", "", Then::Close}, CutShort{"Reset", "", Then::Reset},
                                         CutShort{"StatusLine", "HTTP/1.1 200 OK\r\n", Then::Close},
                                         CutShort{"Headers", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n", Then::Close},
                                         CutShort{"Length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", Then::Close},
                                         CutShort{"NoBody", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Then::Close},
                                         CutShort{"ResetInBody", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", Then::Reset},
                                         CutShort{"Chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", Then::Close},
                                         CutShort{"LastChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                                                  Then::Close},
                                         CutShort{"InBetween", "HTTP/1.1 100 Continue\r\n\r\n", Then::Close}),
                         [](const auto& info) { return info.param.name; });

TEST(Http, AnswerThatIsTooLongIsFatalBeforeItIsRead) {
  LoopbackServer server([](const Heard& request) {
    if (request.target == "/said") return Answer{"HTTP/1.1 200 OK\r\nContent-Length: 900000000000\r\n\r\nx"};
    return Answer{"HTTP/1.1 200 OK\r\n\r\n" + std::string(5000, 'x'), Then::Close};
  });
  for (const char* path : {"/said", "/unsaid"}) {
    const auto reply = Http::Shared().Send({.url = server.url(path), .most_bytes = 4999});
    EXPECT_EQ(reply.status().code(), WEIR_E_FATAL);
    EXPECT_EQ(reply.status().message(), "get " + server.url(path) + ": the answer is longer than 4999 bytes");
  }
  EXPECT_TRUE(Http::Shared().Send({.url = server.url("/unsaid"), .most_bytes = 5000}).ok());
}

TEST(Http, FloodOfHeadersEnds) {
  LoopbackServer server([](const Heard& request) {
    std::string flood = "HTTP/1.1 200 OK\r\n";
    if (request.target == "/line") return Answer{flood + "X: " + std::string(5 << 20, 'x'), Then::Close};
    if (request.target == "/interim") flood.clear();
    for (int i = 0; i < 20'000; ++i)
      flood += request.target == "/interim" ? "HTTP/1.1 100 Continue\r\n\r\n" : "X-Flood: 01234567890123\r\n";
    return Answer{flood + (request.target == "/interim" ? "HTTP/1.1 200 OK\r\n\r\n" : "\r\n"), Then::Close};
  });
  for (const char* path : {"/many", "/interim", "/line"}) {
    const auto reply = Get(server.url(path));
    ASSERT_FALSE(reply.ok()) << path;
    if (path == std::string_view("/line")) continue;  // curl ends it
    EXPECT_EQ(reply.status().code(), WEIR_E_FATAL);
    EXPECT_EQ(reply.status().message(), "get " + server.url(path) + ": its headers are longer than 262144 bytes");
  }
}

TEST(Http, BytesThatAreNoHttpAreNoAnswer) {
  LoopbackServer server([](const Heard&) { return Answer{"SSH-2.0-OpenSSH_9.2\r\n\r\n", Then::Close}; });
  EXPECT_FALSE(Get(server.url()).ok());
}

TEST(Http, WhatCannotBeSentIsFatal) {
  EXPECT_EQ(Get("file:///etc/hostname").status().code(), WEIR_E_FATAL);
  EXPECT_EQ(Get("http://").status().code(), WEIR_E_FATAL);
  EXPECT_EQ(Get("").status().code(), WEIR_E_FATAL);
  LoopbackServer server([](const Heard&) { return Answer{Ok("")}; });
  EXPECT_EQ(Http::Shared().Send({.url = server.url(), .headers = {{"A", "b\r\nC: d"}}}).status().code(), WEIR_E_FATAL);
  EXPECT_EQ(Http::Shared().Send({.url = server.url(), .headers = {{"A:", "b"}}}).status().code(), WEIR_E_FATAL);
  EXPECT_EQ(Http::Shared().Send({.method = "GET / HTTP/1.1\r\nX", .url = server.url()}).status().code(), WEIR_E_FATAL);
  EXPECT_EQ(server.requests(), 0);
}

TEST(Http, NobodyThereMayPass) {
  std::string url;
  {
    LoopbackServer server([](const Heard&) { return Answer{}; });
    url = server.url();
  }
  const auto reply = Get(url);
  EXPECT_EQ(reply.status().code(), WEIR_E_RETRY);
  EXPECT_NE(reply.status().message().find("refused"), std::string::npos) << reply.status().message();
}

TEST(Http, ProxyOfTheEnvironmentIsAskedWhereItMay) {
  LoopbackServer proxy([](const Heard& request) { return Answer{Ok("proxy " + request.target)}; });
  LoopbackServer server([](const Heard&) { return Answer{Ok("server")}; });
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  const auto through = Get(server.url("/x"));
  const auto past = Http::Shared().Send({.url = server.url("/x"), .may_use_proxy = false});
  ::unsetenv("http_proxy");
  ASSERT_TRUE(through.ok() && past.ok());
  EXPECT_EQ(through->body, "proxy " + server.url("/x"));
  EXPECT_EQ(past->body, "server");
}

TEST(Http, TimersGoOffInTheirOrderAndNotBefore) {
  std::promise<std::string> all;
  std::string order;  // the HTTP thread's
  const auto begin = Clock::now();
  std::atomic<bool> is_early = false;
  Http::Shared().Later(60ms, [&] {
    is_early = is_early || Clock::now() - begin < 60ms;
    all.set_value(order + "c");
  });
  Http::Shared().Later(20ms, [&] {
    is_early = is_early || Clock::now() - begin < 20ms;
    order += "b";
  });
  Http::Shared().Later(0ms, [&] { order += "a"; });
  EXPECT_EQ(all.get_future().get(), "abc");
  EXPECT_FALSE(is_early);
}

// Plugins have no say in when the process ends: neither a request nor a timer may keep or break it.
TEST(HttpDeathTest, ProcessEndsInTheMiddleOfRequests) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto end = [] {
    static LoopbackServer& server = *new LoopbackServer([](const Heard&) { return Answer{Ok("x"), Then::Keep, 60s}; });
    for (int i = 0; i < 20; ++i) Http::Shared().Start({.url = server.url()}, [](const Result<HttpReply>&) {});
    Http::Shared().Later(60s, [] {});
    while (server.requests() < 20) std::this_thread::yield();
    std::exit(17);
  };
  EXPECT_EXIT(end(), testing::ExitedWithCode(17), "");
  const auto end_inside = [] {
    Http::Shared().Later(0ms, [] { std::exit(18); });
    std::this_thread::sleep_for(60s);
  };
  EXPECT_EXIT(end_inside(), testing::ExitedWithCode(18), "");
}

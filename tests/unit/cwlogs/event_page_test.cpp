#include "cwlogs/event_page.hpp"

#include <gtest/gtest.h>

using namespace weir::cwlogs;

namespace {

EventPage Parsed(std::string body) {
  PageParser parser;
  auto page = parser.Parse(std::move(body));
  EXPECT_TRUE(page.ok()) << page.status().message();
  return page.ok() ? std::move(*page) : EventPage();
}

}  // namespace

TEST(EventPage, OfGetLogEvents) {
  const EventPage page = Parsed(
      R"({"nextForwardToken":"f/123","events":[{"ingestionTime":1396035394997,"timestamp":1396035378988,"message":"Example Event 1"},)"
      R"({"timestamp":1396035378989,"message":""}],"nextBackwardToken":"b/123"})");
  EXPECT_EQ(page.next, "f/123");
  ASSERT_EQ(page.events.size(), 2);
  EXPECT_EQ(page.events[0].timestamp, 1396035378988);
  EXPECT_EQ(page.events[0].ingestion, 1396035394997);
  EXPECT_EQ(page.events[0].message, "Example Event 1");
  EXPECT_EQ(page.events[1].ingestion, Event::kNoIngestion);
  EXPECT_EQ(page.events[1].message, "");
}

TEST(EventPage, OfFilterLogEvents) {
  const EventPage page =
      Parsed(R"({"events":[{"logStreamName":"s","timestamp":5,"message":"a\"b\\\u2603\ud83d\ude00","ingestionTime":7,"eventId":"3155"}],)"
             R"("searchedLogStreams":[{"logStreamName":"s","searchedCompletely":true}]})");
  EXPECT_EQ(page.next, "");
  ASSERT_EQ(page.events.size(), 1);
  EXPECT_EQ(page.events[0].stream, "s");
  EXPECT_EQ(page.events[0].id, "3155");
  EXPECT_EQ(page.events[0].message, "a\"b\\\u2603\U0001f600");
}

TEST(EventPage, APageWithoutEvents) { EXPECT_EQ(Parsed(R"({"events":[],"nextForwardToken":"f/1"})").next, "f/1"); }

TEST(EventPage, EscapesThatStandForNothingStayAsTheyAreWritten) {
  const EventPage page = Parsed(R"({"events":[{"timestamp":1,"message":"a\ud800b"  },{"timestamp":2,"message":"fine"}]})");
  ASSERT_EQ(page.events.size(), 2);
  EXPECT_EQ(page.events[0].message, "a\\ud800b");
  EXPECT_EQ(page.events[1].message, "fine");
  EXPECT_EQ(page.broken, 1);
}

TEST(EventPage, WhatIsNoneIsRefused) {
  for (const char* body :
       {"", "null", "[]", "{", "{}", R"({"nextToken":"x"})", R"({"events":{}})", R"({"events":[1]})",
        R"({"events":[{"message":"no time"}]})", R"({"events":[{"timestamp":"5"}]})", R"({"events":[{"timestamp":1e3}]})",
        R"({"events":[{"timestamp":9223372036854775807}]})", R"({"events":[{"timestamp":1,"message":5}]})",
        R"({"events":[{"timestamp":1,"message":"x"}]})"
        "\xff",
        R"({"events":[{"timestamp":1)"}) {
    PageParser parser;
    const auto page = parser.Parse(body);
    EXPECT_TRUE(!page.ok() || std::string_view(body).ends_with("\xff")) << body;
    if (!page.ok()) {
      EXPECT_EQ(page.status().code(), WEIR_E_RETRY);
    }
  }
}

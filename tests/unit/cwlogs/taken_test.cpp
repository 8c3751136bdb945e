#include "cwlogs/taken.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>

using namespace weir::cwlogs;

namespace {

constexpr int64_t kWindow = INT64_MAX;  // a margin that never keeps more than the last millisecond

Event At(int64_t timestamp, std::string_view message) { return {.timestamp = timestamp, .ingestion = 1, .message = message}; }

std::vector<std::string> Messages(const std::vector<Event>& events) {
  std::vector<std::string> messages;
  for (const Event& event : events) messages.emplace_back(event.message);
  return messages;
}

// What a reader that begins at the position makes of a page.
std::vector<std::string> TakeFrom(Position& position, int64_t margin, std::vector<Event> page) {
  std::erase_if(page, [&](const Event& event) { return event.timestamp < position.from; });
  TakenEvents taken(position, margin);
  taken.Restart();
  taken.Take(page);
  position = taken.position();
  return Messages(page);
}

using Texts = std::vector<std::string>;

}  // namespace

TEST(TakenEvents, OfTheLastMillisecondOnlyOthersAreTaken) {
  Position position;
  EXPECT_EQ(TakeFrom(position, kWindow, {At(1, "a"), At(2, "b"), At(2, "b")}), (Texts{"a", "b", "b"}));
  EXPECT_EQ(position.from, 2);
  EXPECT_EQ(position.known.size(), 2);
  EXPECT_EQ(TakeFrom(position, kWindow, {At(1, "a"), At(2, "c"), At(2, "b"), At(2, "b"), At(2, "b"), At(3, "d")}), (Texts{"c", "b", "d"}));
  EXPECT_EQ(position.from, 3);
}

TEST(TakenEvents, WithinTheMarginWhatComesLateIsTaken) {
  Position position;
  const int64_t margin = 10;
  EXPECT_EQ(TakeFrom(position, margin, {At(5, "old"), At(12, "a"), At(20, "b")}), (Texts{"old", "a", "b"}));
  EXPECT_EQ(position.from, 10);
  EXPECT_EQ(TakeFrom(position, margin, {At(11, "late"), At(12, "a"), At(15, "late too"), At(20, "b"), At(21, "new")}),
            (Texts{"late", "late too", "new"}));
  EXPECT_EQ(TakeFrom(position, 18, {At(11, "late"), At(12, "a"), At(15, "late too"), At(20, "b"), At(21, "new")}), Texts{});
}

TEST(TakenEvents, KeysTellEqualEventsApart) {
  Position position;
  TakenEvents taken(position, kWindow);
  taken.Restart();
  std::vector<Event> page{At(1, "a"), At(1, "a"), At(1, "b"), At(2, "a")};
  const auto keys = taken.Take(page);
  ASSERT_EQ(keys.size(), 4);
  EXPECT_EQ(keys[0].hash, keys[1].hash);
  EXPECT_EQ(keys[0].equal, 0);
  EXPECT_EQ(keys[1].equal, 1);
  EXPECT_NE(keys[2].hash, keys[0].hash);
  EXPECT_NE(keys[3].hash, keys[0].hash);
  // Also over the border of two pages, and of two runs.
  std::vector<Event> next{At(2, "a"), At(2, "a")};
  const auto more = taken.Take(next);
  ASSERT_EQ(more.size(), 2);
  EXPECT_EQ(more[1].equal, 2);
  TakenEvents later(taken.position(), kWindow);
  std::vector<Event> last{At(2, "a")};
  EXPECT_EQ(later.Take(last).front().equal, 3);
}

TEST(TakenEvents, MoreOfOneMillisecondThanCanBeKnownAreCounted) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < Position::kMostKnown + 100; ++i) texts.push_back(std::to_string(i));
  std::vector<Event> all;
  for (const std::string& text : texts) all.push_back(At(7, text));
  Position position;
  EXPECT_EQ(TakeFrom(position, kWindow, all).size(), all.size());
  EXPECT_EQ(TakeFrom(position, kWindow, all), Texts{});
  all.push_back(At(7, "one more"));
  EXPECT_EQ(TakeFrom(position, kWindow, all), Texts{"one more"});
  EXPECT_EQ(TakeFrom(position, kWindow, all), Texts{});
}

// Pages of 10,000, each a part of the run or, now and then, the end of it: then the next one goes on by token or by time.
TEST(TakenEvents, MoreOfOneMillisecondThanCanBeKnownComeInPages) {
  const size_t count = 3 * Position::kMostKnown;
  std::vector<std::string> texts;
  for (size_t i = 0; i < count; ++i) texts.push_back(std::to_string(i));
  std::vector<Event> all;
  for (const std::string& text : texts) all.push_back(At(7, text));
  all.insert(all.begin(), At(5, "before"));
  all.push_back(At(8, "behind"));
  std::mt19937 random(3);
  for (int round = 0; round < 2; ++round) {
    Position position;
    std::vector<std::string> found;
    size_t at = 0;
    auto taken = std::make_unique<TakenEvents>(position, kWindow);
    taken->Restart();
    while (at < all.size()) {
      const size_t end = std::min(all.size(), at + 10'000);
      std::vector<Event> page(all.begin() + static_cast<ptrdiff_t>(at), all.begin() + static_cast<ptrdiff_t>(end));
      taken->Take(page);
      for (const Event& event : page) found.emplace_back(event.message);
      at = end;
      const bool may_go_on = taken->has_met_all();
      if (random() % 4 != 0) continue;
      taken = std::make_unique<TakenEvents>(*Position::Decode(taken->position().Encode()), kWindow);
      if (may_go_on && random() % 2 != 0) continue;  // by token
      taken->Restart();
      at = taken->position().from <= 5 ? 0 : 1;
      if (taken->position().from == 8) at = all.size() - 1;
    }
    EXPECT_EQ(found.size(), all.size()) << "round " << round;
    std::ranges::sort(found);
    EXPECT_EQ(std::unique(found.begin(), found.end()), found.end()) << "round " << round;
  }
}

TEST(TakenEvents, WhatComesOutOfOrderIsTakenAndSaid) {
  TakenEvents taken({}, kWindow);
  taken.Restart();
  std::vector<Event> late{At(50, "a"), At(90, "b")}, early{At(60, "c"), At(70, "d")};
  taken.Take(late);
  EXPECT_FALSE(taken.is_out_of_order());
  EXPECT_EQ(taken.Take(early).size(), 2);
  EXPECT_TRUE(taken.is_out_of_order());
  EXPECT_EQ(taken.position().from, 90);
  EXPECT_EQ(Position::Decode(taken.position().Encode())->known, taken.position().known);
}

// Whatever pages there are and wherever a run ends, each event is taken once.
TEST(TakenEvents, EachEventOnceHoweverItIsRead) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> texts;
    for (int i = 0; i < 60; ++i) texts.push_back(std::to_string(random() % 30));
    std::vector<Event> stream;
    for (const std::string& text : texts) stream.push_back(At(static_cast<int64_t>(random() % 40), text));
    std::ranges::stable_sort(stream, {}, &Event::timestamp);
    const int64_t margin = random() % 3 == 0 ? kWindow : static_cast<int64_t>(random() % 50);
    Position position;
    size_t count = 0;
    for (int run = 0; run < 30; ++run) {
      std::vector<Event> rest;
      for (const Event& event : stream)
        if (event.timestamp >= position.from) rest.push_back(event);
      TakenEvents taken(position, margin);
      taken.Restart();
      const size_t pages = run == 29 ? 1000 : random() % 4;
      for (size_t at = 0, page = 0; at < rest.size() && page < pages; ++page) {
        const size_t end = std::min(rest.size(), at + 1 + random() % 20);
        std::vector<Event> events(rest.begin() + static_cast<ptrdiff_t>(at), rest.begin() + static_cast<ptrdiff_t>(end));
        taken.Take(events);
        count += events.size();
        at = end;
      }
      position = *Position::Decode(taken.position().Encode());
    }
    EXPECT_EQ(count, stream.size()) << "round " << round;
  }
}

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "case.hpp"
#include "time/durations.hpp"
#include "time/instants.hpp"
#include "time/written.hpp"

namespace weir::time::test {
namespace {

// In units, each at most once.
std::string InUnits(int64_t ns) {
  if (ns == 0) return "0";
  std::string text;
  for (const std::string_view unit : {"y", "mo", "w", "d", "h", "m", "s", "ms", "us", "ns"}) {
    const int64_t size = FindUnit(unit)->ns;
    if (ns >= size) text += fmt::format("{}{}{}", text.empty() ? "" : " ", ns / size, unit);
    ns %= size;
  }
  return text;
}

int64_t AnyInt64(std::mt19937_64& random) { return static_cast<int64_t>(random()); }

TEST(Instants, AreReadAsTheyAreWritten) {
  std::mt19937_64 random(1);
  const std::array<Zone, 5> zones{Zone(), *Zone::Named("Europe/Berlin"), *Zone::Named("America/New_York"), *Zone::Named("Asia/Kathmandu"),
                                  Zone::East(std::chrono::minutes(-570))};
  for (int i = 0; i < 20'000; ++i) {
    const int64_t ns = AnyInt64(random);
    for (const Zone& zone : zones) {
      const std::string text = Iso(ns, zone);
      const auto read = ReadInstant(text, {});
      ASSERT_TRUE(read.ok()) << text << ": " << read.fault().message;
      ASSERT_EQ(read->ns, ns) << text;
      ASSERT_TRUE(read->is_absolute) << text;
    }
  }
  for (const int64_t ns : {INT64_MIN, INT64_MAX}) EXPECT_EQ(ReadInstant(Iso(ns, Zone()), {})->ns, ns);
}

TEST(Instants, OfEveryPhraseAreReadAsTheyAreWritten) {
  for (const Case& one : ReadCases()) {
    const auto instant = ReadInstant(one.text, one.clock);
    if (!instant.ok() || one.is_duration) continue;
    const auto again = ReadInstant(Iso(instant->ns, one.clock.zone), {});
    ASSERT_TRUE(again.ok()) << one.where;
    EXPECT_EQ(again->ns, instant->ns) << one.where;
  }
}

// What the wall clock of a zone shows is the instant again, unless clocks were changed around it.
TEST(Instants, AreReadFromTheWallClock) {
  std::mt19937_64 random(2);
  const Clock clock{0, *Zone::Named("Europe/Berlin")};
  int once = 0;
  for (int i = 0; i < 5000; ++i) {
    const int64_t ns = static_cast<int64_t>(random() % 2'000'000'000) * 1'000'000'000;
    const std::string text = Iso(ns, clock.zone).substr(0, 19);
    const auto read = ReadInstant(text, clock);
    if (read.ok()) {
      ++once;
      EXPECT_EQ(read->ns, ns) << text;
    } else {
      EXPECT_NE(read.fault().message.find("comes twice"), std::string::npos) << text;
    }
  }
  EXPECT_GT(once, 4900);
}

TEST(Durations, AreReadAsTheyAreWritten) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    const int64_t ns = AnyInt64(random) >> (random() % 60 + 1) & INT64_MAX;
    const auto read = ReadDuration(InUnits(ns));
    ASSERT_TRUE(read.ok()) << InUnits(ns) << ": " << read.fault().message;
    EXPECT_EQ(*read, ns) << InUnits(ns);
  }
  EXPECT_EQ(*ReadDuration(InUnits(INT64_MAX)), INT64_MAX);
}

TEST(Durations, OfEveryPhraseAreReadAsTheyAreWritten) {
  for (const Case& one : ReadCases()) {
    const auto duration = ReadDuration(one.text);
    if (!duration.ok()) continue;
    EXPECT_EQ(*ReadDuration(InUnits(*duration)), *duration) << one.where;
  }
}

// The days are looked for one by one.
TEST(Weekdays, AreTheNearestBeforeAndAfterTodayAndThatOfTheWeek) {
  using namespace std::chrono;
  constexpr std::array<std::string_view, 7> kNames{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  const auto at = [](sys_days day) { return duration_cast<nanoseconds>(day.time_since_epoch()).count(); };
  for (sys_days today = 2023y / 12 / 20; today < sys_days(2024y / 3 / 10); today += days(1)) {
    const Clock clock{at(today) + 40'000'000'000'000, {}};
    const auto read = [&](std::string_view word, std::string_view name) {
      return ReadInstant(fmt::format("{} {}", word, name), clock)->ns;
    };
    sys_days monday = today;
    while (weekday(monday) != Monday) monday -= days(1);
    for (unsigned i = 0; i < 7; ++i) {
      sys_days before = today - days(1), after = today + days(1), of_week = monday;
      while (weekday(before) != weekday(i)) before -= days(1);
      while (weekday(after) != weekday(i)) after += days(1);
      while (weekday(of_week) != weekday(i)) of_week += days(1);
      EXPECT_EQ(read("last", kNames[i]), at(before)) << kNames[i];
      EXPECT_EQ(read("this", kNames[i]), at(of_week)) << kNames[i];
      EXPECT_EQ(read("next", kNames[i]), at(after)) << kNames[i];
    }
  }
}

// Hours are as long as they are, whatever the clocks do.
TEST(Durations, AgoAreTheSameAsTakenOff) {
  const auto zone = *Zone::Named("Europe/Berlin");
  std::mt19937_64 random(4);
  for (int i = 0; i < 2000; ++i) {
    const Clock clock{static_cast<int64_t>(random() % 2'000'000'000) * 1'000'000'000, zone};
    const auto seconds = static_cast<int64_t>(random() % 10'000'000);
    for (const std::string& text : {fmt::format("{}s ago", seconds), fmt::format("now - {}s", seconds), fmt::format("-{}s", seconds)})
      ASSERT_EQ(ReadInstant(text, clock)->ns, clock.now_ns - seconds * 1'000'000'000) << text;
  }
}

}  // namespace
}  // namespace weir::time::test

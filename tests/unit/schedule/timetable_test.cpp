#include "schedule/timetable.hpp"

#include <gtest/gtest.h>

#include "time/instants.hpp"
#include "time/written.hpp"

namespace weir::schedule {
namespace {

using namespace std::chrono_literals;

constexpr int64_t kNoLimit = 1'000'000;

int64_t At(std::string_view text) { return time::ReadInstant(text, {})->ns; }

Timetable Every(std::chrono::nanoseconds distance, std::string_view start) {
  config::Schedule schedule;
  schedule.every = distance;
  return {schedule, {}, At(start)};
}

Timetable ByCron(const char* cron, std::string_view start, const char* zone = "UTC") {
  config::Schedule schedule;
  schedule.cron = *time::Cron::Parse(cron);
  schedule.cron_text = cron;
  return {schedule, *time::Zone::Named(zone), At(start)};
}

TEST(Timetable, BeginsWithItsStart) {
  EXPECT_EQ(Every(1h, "2024-05-01T12:34:56Z").Next(0), At("2024-05-01T12:34:56Z"));
  EXPECT_EQ(ByCron("0 12 * * *", "2024-05-01T12:00:00Z").Next(0), At("2024-05-01T12:00:00Z"));
  EXPECT_EQ(ByCron("0 12 * * *", "2024-05-01T12:00:01Z").Next(0), At("2024-05-02T12:00:00Z"));
}

TEST(Timetable, CountsFromItsStart) {
  const Timetable hourly = Every(1h, "2024-05-01T12:34:56Z");
  EXPECT_EQ(hourly.Next(At("2024-05-01T12:34:56Z")), At("2024-05-01T13:34:56Z"));
  EXPECT_EQ(hourly.Next(At("2024-05-01T13:34:55Z")), At("2024-05-01T13:34:56Z"));
  EXPECT_EQ(hourly.Next(At("2024-05-03T00:00:00Z")), At("2024-05-03T00:34:56Z"));
}

TEST(Timetable, KeepsItsDistanceOverAChangeOfClocks) {
  config::Schedule schedule;
  schedule.every = 24h;
  const Timetable daily(schedule, *time::Zone::Named("Europe/Berlin"), At("2024-03-30T04:00:00+01:00"));
  EXPECT_EQ(daily.Next(At("2024-03-30T04:00:00+01:00")), At("2024-03-31T05:00:00+02:00"));
}

TEST(Timetable, KeepsTheTimeOfDayWithCron) {
  const Timetable daily = ByCron("0 4 * * *", "2024-03-30T00:00:00+01:00", "Europe/Berlin");
  EXPECT_EQ(daily.Next(At("2024-03-30T04:00:00+01:00")), At("2024-03-31T04:00:00+02:00"));
}

TEST(Timetable, HasNothingDueBetween) {
  const Timetable hourly = Every(1h, "2024-05-01T12:00:00Z");
  EXPECT_FALSE(hourly.Between(At("2024-05-01T12:00:00Z"), At("2024-05-01T12:59:59Z"), kNoLimit));
  EXPECT_FALSE(hourly.Between(0, At("2024-05-01T11:59:59Z"), kNoLimit));
  EXPECT_FALSE(ByCron("0 * * * *", "2024-05-01T12:00:00Z").Between(At("2024-05-01T12:00:00Z"), At("2024-05-01T12:59:59Z"), kNoLimit));
}

TEST(Timetable, CountsWhatWasMissed) {
  for (const Timetable& hourly : {Every(1h, "2024-05-01T12:00:00Z"), ByCron("0 * * * *", "2024-05-01T12:00:00Z")}) {
    const auto due = hourly.Between(At("2024-05-01T12:00:00Z"), At("2024-05-01T16:30:00Z"), kNoLimit);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->first_ns, At("2024-05-01T13:00:00Z"));
    EXPECT_EQ(due->last_ns, At("2024-05-01T16:00:00Z"));
    EXPECT_EQ(due->count, 4);
  }
}

TEST(Timetable, EndsWithTheNumberOfOccurrences) {
  for (const Timetable& hourly : {Every(1h, "2024-05-01T12:00:00Z"), ByCron("0 * * * *", "2024-05-01T12:00:00Z")}) {
    const auto due = hourly.Between(0, At("2024-05-09T00:00:00Z"), 3);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->last_ns, At("2024-05-01T14:00:00Z"));
    EXPECT_EQ(due->count, 3);
    EXPECT_FALSE(hourly.Between(0, At("2024-05-09T00:00:00Z"), 0));
  }
}

TEST(Timetable, HasATextThatTellsItFromOthers) {
  EXPECT_NE(Every(1h, "2024-05-01").text(), Every(2h, "2024-05-01").text());
  EXPECT_NE(ByCron("0 4 * * *", "2024-05-01").text(), ByCron("0 4 * * *", "2024-05-01", "Europe/Berlin").text());
}

}  // namespace
}  // namespace weir::schedule

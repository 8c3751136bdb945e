#include "config/schedule.hpp"

#include <gtest/gtest.h>

#include "loading.hpp"

namespace weir::config {
namespace {

using namespace std::chrono_literals;

Loaded LoadSchedule(const std::string& options, const std::string& before = "") {
  Invocation invocation;
  invocation.now_ns = 1'714'566'896'000'000'000;  // 2024-05-01T12:34:56Z
  return LoadText(kGood + before + "[schedule]\n" + options, invocation);
}

bool Says(const Loaded& loaded, std::string_view what) { return loaded.said().find(what) != std::string::npos; }

TEST(Schedule, IsNotThereUnlessTheFileHasOne) { EXPECT_FALSE(LoadText(kGood).pipeline->schedule); }

TEST(Schedule, HasDefaults) {
  const Loaded loaded = LoadSchedule("every = '1h'\n");
  ASSERT_EQ(loaded.said(), "");
  const Schedule& schedule = *loaded.pipeline->schedule;
  EXPECT_EQ(schedule.every, 1h);
  EXPECT_EQ(schedule.start, "");
  EXPECT_FALSE(schedule.occurrences);
  EXPECT_FALSE(schedule.timeout);
  EXPECT_EQ(schedule.retries, 0);
  EXPECT_EQ(schedule.retry_delay, 10s);
  EXPECT_EQ(schedule.overlap, Schedule::Overlap::Skip);
  EXPECT_EQ(schedule.logs, "");
}

TEST(Schedule, HasWhatItSays) {
  const Loaded loaded = LoadSchedule(
      "cron = '30 4 * * mon-fri'\nstart = 'tomorrow at 4:00'\noccurrences = 5\ntimeout = '2h'\nretries = 3\nretry_delay = '1m'\noverlap = 'queue'\nlogs = "
      "'s3://b/logs'\n");
  ASSERT_EQ(loaded.said(), "");
  const Schedule& schedule = *loaded.pipeline->schedule;
  EXPECT_TRUE(schedule.cron);
  EXPECT_EQ(schedule.cron_text, "30 4 * * mon-fri");
  EXPECT_EQ(schedule.start, "tomorrow at 4:00");
  EXPECT_EQ(schedule.occurrences, 5);
  EXPECT_EQ(schedule.timeout, 2h);
  EXPECT_EQ(schedule.retries, 3);
  EXPECT_EQ(schedule.retry_delay, 1min);
  EXPECT_EQ(schedule.overlap, Schedule::Overlap::Queue);
  EXPECT_EQ(schedule.logs, "s3://b/logs");
}

TEST(Schedule, TakesAnUnquotedStart) {
  EXPECT_EQ(LoadSchedule("every = '1h'\nstart = 2024-06-01\n").pipeline->schedule->start, "2024-06-01");
}

TEST(Schedule, IsNotPartOfWhatIsRecorded) {
  const Loaded with = LoadSchedule("every = '1h'\n"), without = LoadText(kGood);
  EXPECT_EQ(with.pipeline->canonical, without.pipeline->canonical);
}

TEST(Schedule, PointsIntoACronExpression) {
  EXPECT_TRUE(
      Says(LoadSchedule("cron = '0 25 * * *'\n"),
           "wrong value of `cron` in [schedule]\n --> alb.toml:8:11\n  |\n8 | cron = '0 25 * * *'\n  |           ^^ an hour is 0 to 23\n"));
  EXPECT_TRUE(Says(LoadSchedule("cron = 'hourly'\n"), "8 | cron = 'hourly'\n  |        ^^^^^^^^ expected five fields"));
}

TEST(Schedule, RefusesADayThatNeverComes) {
  EXPECT_TRUE(Says(LoadSchedule("cron = '0 0 30 2 *'\n"), "there is no such day in the next ten years"));
}

TEST(Schedule, SaysOnceWhenItIsDue) {
  EXPECT_TRUE(Says(LoadSchedule("retries = 1\n"), "7 | [schedule]\n  |  ^^^^^^^^ expected `every`, `cron` or `after`"));
  EXPECT_TRUE(Says(LoadSchedule("every = '1h'\ncron = '@hourly'\n"), "says twice when"));
  EXPECT_TRUE(Says(LoadSchedule("after = 'a.toml'\noccurrences = 2\n"), "`occurrences` of [schedule] does not go with `after`"));
}

TEST(Schedule, ChecksItsOptions) {
  EXPECT_TRUE(Says(LoadSchedule("evry = '1h'\n"), "did you mean `every`?"));
  EXPECT_TRUE(Says(LoadSchedule("every = '10ms'\n"), "`every` of [schedule] is out of its limits"));
  EXPECT_TRUE(Says(LoadSchedule("every = '1h'\nstart = 'last mondey'\n"), "did you mean monday?"));
  EXPECT_TRUE(Says(LoadSchedule("every = '1h'\noverlap = 'skp'\n"), "did you mean \"skip\"?"));
  EXPECT_TRUE(Says(LoadSchedule("every = '1h'\noccurrences = 0\n"), "expected at least 1"));
  EXPECT_TRUE(Says(LoadSchedule("every = '1h'\nlogs = ''\n"), "expected a path"));
  EXPECT_TRUE(Says(LoadText(kGood.substr(0, 9) + "schedule = 5\n" + kGood.substr(9)), "[schedule] is a table"));
}

TEST(Schedule, ReadsACronExpressionInTheZoneOfThePipeline) {
  // Up to the end of its zone's rules.
  EXPECT_EQ(LoadSchedule("cron = '0 4 * * *'\n", "[pipeline]\ntz = 'Europe/Berlin'\n").said(), "");
}

}  // namespace
}  // namespace weir::config

#include "time/cron.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "time/instants.hpp"
#include "time/written.hpp"

namespace weir::time {
namespace {

using namespace std::chrono;

sys_seconds At(std::string_view text) {
  const Reading<Instant> instant = ReadInstant(text, {});
  EXPECT_TRUE(instant.ok()) << text;
  return floor<seconds>(sys_time<nanoseconds>(nanoseconds(instant->ns)));
}

// The next instants behind `after`, as the clock in the zone shows them.
std::vector<std::string> Due(std::string_view cron, std::string_view after, size_t count, std::string_view zone_name = "UTC") {
  const Reading<Cron> parsed = Cron::Parse(cron);
  EXPECT_TRUE(parsed.ok()) << cron;
  const Zone zone = *Zone::Named(zone_name);
  std::vector<std::string> due;
  sys_seconds at = At(after);
  while (due.size() < count) {
    const auto next = parsed->Next(at, zone);
    if (!next) break;
    at = *next;
    due.push_back(Iso(nanoseconds(at.time_since_epoch()).count(), zone));
  }
  return due;
}

using Texts = std::vector<std::string>;

struct Case {
  const char* cron;
  const char* after;
  const char* next;
};

class CronInUtc : public testing::TestWithParam<Case> {};

TEST_P(CronInUtc, IsDueNext) {
  EXPECT_EQ(Due(GetParam().cron, GetParam().after, 1), Texts{GetParam().next}) << GetParam().cron << " after " << GetParam().after;
}

INSTANTIATE_TEST_SUITE_P(All, CronInUtc,
                         testing::Values(Case{"* * * * *", "2024-05-01T12:00:00Z", "2024-05-01T12:01:00Z"},     // not the instant itself
                                         Case{"* * * * *", "2024-05-01T11:59:59Z", "2024-05-01T12:00:00Z"},     //
                                         Case{"*/15 * * * *", "2024-05-01T12:45:01Z", "2024-05-01T13:00:00Z"},  // a step begins at 0
                                         Case{"*/7 * * * *", "2024-05-01T12:56:00Z", "2024-05-01T13:00:00Z"},   // and again each hour
                                         Case{"10-30/10 * * * *", "2024-05-01T12:20:00Z", "2024-05-01T12:30:00Z"},  //
                                         Case{"5,50,20 3 * * *", "2024-05-01T03:20:00Z", "2024-05-01T03:50:00Z"},   // a list in any order
                                         Case{"0 22-23,2 * * *", "2024-05-01T23:00:00Z", "2024-05-02T02:00:00Z"},   // ranges in a list
                                         Case{"0 0 1 1 *", "2024-05-01T00:00:00Z", "2025-01-01T00:00:00Z"},         //
                                         Case{"0 0 31 * *", "2024-05-31T00:00:00Z", "2024-07-31T00:00:00Z"},        // June has 30
                                         Case{"0 0 29 2 *", "2024-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},        //
                                         Case{"0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"},        // 2100 is no leap year
                                         Case{"0 4 * * mon", "2024-05-01T00:00:00Z", "2024-05-06T04:00:00Z"},       //
                                         Case{"0 4 * * 0", "2024-05-01T00:00:00Z", "2024-05-05T04:00:00Z"},         //
                                         Case{"0 4 * * 7", "2024-05-01T00:00:00Z", "2024-05-05T04:00:00Z"},         // Sunday too
                                         Case{"0 4 * * 5-7", "2024-05-04T04:00:00Z", "2024-05-05T04:00:00Z"},       //
                                         Case{"0 4 * * MON-Fri", "2024-05-03T04:00:00Z", "2024-05-06T04:00:00Z"},   //
                                         Case{"0 4 1 jan,Jul *", "2024-05-01T00:00:00Z", "2024-07-01T04:00:00Z"},   //
                                         Case{"0 0 13 * fri", "2024-05-01T00:00:00Z", "2024-05-03T00:00:00Z"},      // either day will do
                                         Case{"0 0 13 * fri", "2024-05-10T00:00:00Z", "2024-05-13T00:00:00Z"},      //
                                         Case{"0 0 */10 * mon", "2024-05-01T00:00:00Z", "2024-07-01T00:00:00Z"},  // but not beside a star:
                                         Case{"0 0 1-7 * */6", "2024-05-05T00:00:00Z", "2024-06-01T00:00:00Z"},   // both have to be
                                         Case{"@hourly", "2024-05-01T12:00:00Z", "2024-05-01T13:00:00Z"},         //
                                         Case{"@daily", "2024-05-01T12:00:00Z", "2024-05-02T00:00:00Z"},          //
                                         Case{"@midnight", "2024-12-31T12:00:00Z", "2025-01-01T00:00:00Z"},       //
                                         Case{"@weekly", "2024-05-01T12:00:00Z", "2024-05-05T00:00:00Z"},         //
                                         Case{"@monthly", "2024-05-01T12:00:00Z", "2024-06-01T00:00:00Z"},        //
                                         Case{"@Yearly", "2024-05-01T12:00:00Z", "2025-01-01T00:00:00Z"},         //
                                         Case{"\t0  0 1 1 * ", "2024-05-01T12:00:00Z", "2025-01-01T00:00:00Z"}));

TEST(Cron, ThatIsNeverDueHasNoNext) {
  EXPECT_EQ(Due("0 0 30 2 *", "2024-05-01T00:00:00Z", 1), Texts{});
  EXPECT_EQ(Due("0 0 31 4,6,9,11 *", "2024-05-01T00:00:00Z", 1), Texts{});
}

// On 31 March 2024 clocks in Berlin went from 02:00 to 03:00, on 27 October from 03:00 to 02:00.
TEST(CronWhereClocksGoForward, IsDueRightBehindTheHourThatIsLeftOut) {
  EXPECT_EQ(Due("30 2 * * *", "2024-03-30T02:00:00+01:00", 3, "Europe/Berlin"),
            (Texts{"2024-03-30T02:30:00+01:00", "2024-03-31T03:00:00+02:00", "2024-04-01T02:30:00+02:00"}));
}

TEST(CronWhereClocksGoForward, IsDueOnceForAllThatWereLeftOut) {
  EXPECT_EQ(Due("15,45 2,3 * * *", "2024-03-31T00:00:00+01:00", 3, "Europe/Berlin"),
            (Texts{"2024-03-31T03:00:00+02:00", "2024-03-31T03:15:00+02:00", "2024-03-31T03:45:00+02:00"}));
  EXPECT_EQ(Due("0 2,3 * * *", "2024-03-31T00:00:00+01:00", 2, "Europe/Berlin"),
            (Texts{"2024-03-31T03:00:00+02:00", "2024-04-01T02:00:00+02:00"}));
}

TEST(CronWhereClocksGoForward, FollowsTheClockWithAStar) {
  EXPECT_EQ(Due("30 * * * *", "2024-03-31T01:00:00+01:00", 2, "Europe/Berlin"),
            (Texts{"2024-03-31T01:30:00+01:00", "2024-03-31T03:30:00+02:00"}));
  EXPECT_EQ(Due("*/30 2 * * *", "2024-03-31T00:00:00+01:00", 1, "Europe/Berlin"), Texts{"2024-04-01T02:00:00+02:00"});
  EXPECT_EQ(Due("0 */2 * * *", "2024-03-31T00:00:00+01:00", 1, "Europe/Berlin"), Texts{"2024-03-31T04:00:00+02:00"});
}

TEST(CronWhereClocksGoBack, IsDueOnceInTheHourThatComesTwice) {
  EXPECT_EQ(Due("30 2 * * *", "2024-10-26T12:00:00+02:00", 2, "Europe/Berlin"),
            (Texts{"2024-10-27T02:30:00+02:00", "2024-10-28T02:30:00+01:00"}));
}

TEST(CronWhereClocksGoBack, FollowsTheClockWithAStar) {
  EXPECT_EQ(Due("30 * * * *", "2024-10-27T01:40:00+02:00", 3, "Europe/Berlin"),
            (Texts{"2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+01:00", "2024-10-27T03:30:00+01:00"}));
}

TEST(Cron, KeepsTheTimeOfDayOverAChangeOfClocks) {
  EXPECT_EQ(Due("0 4 * * *", "2024-03-30T00:00:00+01:00", 2, "Europe/Berlin"),
            (Texts{"2024-03-30T04:00:00+01:00", "2024-03-31T04:00:00+02:00"}));
}

TEST(Cron, KnowsDaysWithoutMidnight) {  // Beirut, 31 March 2024: from 00:00 to 01:00
  EXPECT_EQ(Due("0 0 * * *", "2024-03-30T12:00:00+02:00", 2, "Asia/Beirut"),
            (Texts{"2024-03-31T01:00:00+03:00", "2024-04-01T00:00:00+03:00"}));
}

TEST(Cron, EndsWithTheRulesOfItsZone) { EXPECT_EQ(Due("0 0 1 6 *", "2037-07-01T00:00:00Z", 1, "Europe/Berlin"), Texts{}); }

// Each minute of four months by the definition, beside Next.
TEST(Cron, AgreesWithLookingAtEachMinute) {
  for (const char* text : {"*/20 * * * *", "7 */5 * * *", "0,30 * 1,15 * mon", "*/11 3 */2 2-4 *", "59 * * 3 sat,sun"}) {
    const Cron cron = *Cron::Parse(text);
    sys_seconds next = *cron.Next(At("2024-01-01T00:00:00Z"), Zone());
    for (sys_seconds at = At("2024-01-01T00:01:00Z"); at < At("2024-05-01T00:00:00Z"); at += minutes(1)) {
      const auto day = floor<days>(at);
      const year_month_day date(day);
      const hh_mm_ss clock(at - day);
      const bool in_month = cron.days().has(static_cast<unsigned>(date.day())), in_week = cron.weekdays().has(weekday(day).c_encoding());
      const bool due = cron.minutes().has(static_cast<unsigned>(clock.minutes().count())) &&
                       cron.hours().has(static_cast<unsigned>(clock.hours().count())) &&
                       cron.months().has(static_cast<unsigned>(date.month())) &&
                       (cron.days().star || cron.weekdays().star ? in_month && in_week : in_month || in_week);
      ASSERT_EQ(at == next, due) << text << " at " << Iso(nanoseconds(at.time_since_epoch()).count(), Zone());
      if (at == next) next = *cron.Next(at, Zone());
    }
  }
}

struct Mistake {
  const char* cron;
  const char* part;  // where the caret goes; empty: under all of it
  const char* said;
};

class CronMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(CronMistakes, AreSaid) {
  const std::string_view text = GetParam().cron;
  const Reading<Cron> cron = Cron::Parse(text);
  ASSERT_FALSE(cron.ok()) << text;
  EXPECT_NE(cron.fault().message.find(GetParam().said), std::string::npos) << cron.fault().message;
  EXPECT_EQ(text.substr(cron.fault().begin, cron.fault().end - cron.fault().begin), GetParam().part) << text;
}

INSTANTIATE_TEST_SUITE_P(
    All, CronMistakes,
    testing::Values(Mistake{"60 * * * *", "60", "a minute is 0 to 59"}, Mistake{"0 24 * * *", "24", "an hour is 0 to 23"},
                    Mistake{"0 0 0 * *", "0", "a day of the month is 1 to 31"}, Mistake{"0 0 * 13 *", "13", "a month is 1 to 12"},
                    Mistake{"0 0 * * 8", "8", "a day of the week is 0 to 7"}, Mistake{"0 0 * * mn", "mn", "expected a day of the week"},
                    Mistake{"0 0 * * fri-sun", "fri-sun", "runs backwards"}, Mistake{"5/10 * * * *", "5/10", "5-59/10"},
                    Mistake{"*/0 * * * *", "*/0", "a step is"}, Mistake{"*/x * * * *", "*/x", "a step is"},
                    Mistake{"1,,2 * * * *", ",", "expected a minute"}, Mistake{"0 0 * *", "", "found 4"},
                    Mistake{"0 0 0 * * *", "", "found 6"}, Mistake{"", "", "found 0"}, Mistake{"@hurly", "", "did you mean @hourly?"},
                    Mistake{"@reboot", "", "no boot"}, Mistake{"99999999999 * * * *", "99999999999", "expected a minute"},
                    Mistake{"-1 * * * *", "-", "expected a minute"}));

}  // namespace
}  // namespace weir::time

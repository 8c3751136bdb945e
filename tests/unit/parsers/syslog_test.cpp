#include "syslog.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

#include "schema.hpp"

namespace weir::parsers::test {
namespace {

TEST(Syslog, HasTheseColumns) {
  EXPECT_EQ(
      NamesAndTypes(*Describe<Syslog>(), ""),
      "pri l\nfacility vu\nseverity vu\ntime tsu:UTC\nhostname vu\napp_name vu\nprocid vu\nmsgid vu\nstructured_data vu\nmessage vu\n");
  EXPECT_TRUE(IsDocumented(kSyslog));
}

TEST(Syslog, MessagesAreLinesOrHaveACountBefore) {
  const Feed feed{.records = {"<13>Oct 11 22:14:15 h a: m"}};
  EXPECT_EQ(Drive(*Describe<Syslog>(), "", feed).framing.kind, WEIR_LINES);
  EXPECT_EQ(Drive(*Describe<Syslog>(), "framing = 'octet_counted'", feed).framing.kind, WEIR_OCTET_COUNTED);
}

TEST(Syslog, AMessageOfSeveralLinesIsOne) {
  const Outcome outcome = Drive(*Describe<Syslog>(), "framing = 'octet_counted'", {.records = {"<13>Oct 11 22:14:15 h a: one\ntwo"}});
  EXPECT_EQ(outcome.at(0, "message"), "one\\x0Atwo");
}

// A time without a year belongs to the past, or to the next day at most.
TEST(Syslog, AMonthThatIsYetToComeIsOfTheLastYear) {
  const auto year_of = [](int64_t days) {
    using namespace std::chrono;
    const year_month_day day(floor<std::chrono::days>(system_clock::now()) + std::chrono::days(days));
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[32];
    std::snprintf(text, sizeof text, "%s %2u 00:00:00 h a: m", kMonths[static_cast<unsigned>(day.month()) - 1],
                  static_cast<unsigned>(day.day()));
    const int wanted = static_cast<int>(day.year());
    const Outcome outcome = Drive(*Describe<Syslog>(), "", {.records = {text}});
    return std::stoi(outcome.at(0, "time")->substr(0, 4)) - wanted;
  };
  EXPECT_EQ(year_of(0), 0);
  EXPECT_EQ(year_of(-30), 0);
  EXPECT_EQ(year_of(30), -1);
}

}  // namespace
}  // namespace weir::parsers::test

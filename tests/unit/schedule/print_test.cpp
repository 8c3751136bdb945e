#include "schedule/print.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace weir::schedule {
namespace {

using namespace std::chrono_literals;

Deployment Hourly(std::vector<std::string> sets = {}) {
  Deployment deployment{{.name = "alb.v2", .file = "/etc/weir/alb.toml", .grace = 15s, .sets = std::move(sets)},
                        "/usr/bin/weir",
                        "weir:1",
                        "/state",
                        "/work"};
  deployment.job.schedule.every = 1h;
  return deployment;
}

TEST(Print, RoundsSecondsUp) {
  EXPECT_EQ(Seconds(1s), 1);
  EXPECT_EQ(Seconds(1001ms), 2);
  EXPECT_EQ(Seconds(0s), 0);
}

TEST(Print, SaysADistanceAsACronExpressionWhereItIsOne) {
  const auto fields = [](std::chrono::nanoseconds every) {
    config::Schedule schedule;
    schedule.every = every;
    const Result<std::string> fields = CronFields(schedule);
    return fields.ok() ? *fields : "";
  };
  EXPECT_EQ(fields(1min), "* * * * *");
  EXPECT_EQ(fields(20min), "*/20 * * * *");
  EXPECT_EQ(fields(60min), "0 * * * *");
  EXPECT_EQ(fields(8h), "0 */8 * * *");
  EXPECT_EQ(fields(24h), "0 0 * * *");
  for (const auto every :
       {std::chrono::nanoseconds(90s), std::chrono::nanoseconds(7min), std::chrono::nanoseconds(90min), std::chrono::nanoseconds(5h)})
    EXPECT_EQ(fields(every), "");
}

TEST(PrintKubernetes, NamesAnObjectAsItMay) {
  Deployment deployment = Hourly();
  deployment.job.name = "ALB_" + std::string(60, 'x') + ".v2";
  EXPECT_NE(PrintKubernetes(deployment)->text.find("  name: weir-alb-" + std::string(43, 'x') + "\n"), std::string::npos);
}

TEST(PrintKubernetes, LeavesNothingToBeFilledIn) {
  EXPECT_NE(PrintKubernetes(Hourly({"a=$(B) $(C)"}))->text.find("\"a=$$(B) $$(C)\""), std::string::npos);
}

TEST(PrintAwsBatch, NamesADefinitionAsItMay) {
  EXPECT_EQ(nlohmann::json::parse(PrintAwsBatch(Hourly())->text)["jobDefinitionName"], "weir-alb_v2");
}

TEST(PrintCron, RefusesWhatALineCantHold) { EXPECT_FALSE(PrintCron(Hourly({"a=1\n2"})).ok()); }

TEST(PrintSystemd, RetriesOnlyWhenAsked) {
  Deployment deployment = Hourly();
  EXPECT_NE(PrintSystemd(deployment)->text.find("Restart=no\n"), std::string::npos);
  deployment.job.schedule.retries = 2;
  EXPECT_NE(PrintSystemd(deployment)->text.find("RestartPreventExitStatus=1 2 3 5 78\n"), std::string::npos);
}

}  // namespace
}  // namespace weir::schedule

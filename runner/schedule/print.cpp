#include "schedule/print.hpp"

#include <fmt/format.h>

namespace weir::schedule {

using namespace std::chrono_literals;

int64_t Seconds(std::chrono::nanoseconds duration) { return std::chrono::ceil<std::chrono::seconds>(duration).count(); }

Result<std::string> CronFields(const config::Schedule& schedule) {
  if (schedule.cron) return schedule.cron_text;
  const auto every = *schedule.every;
  if (every == 1min) return std::string("* * * * *");
  if (every == 24h) return std::string("0 0 * * *");
  if (every == 7 * 24h) return std::string("0 0 * * 0");
  if (every % 1min == 0ns && every < 1h && 1h % every == 0ns) return fmt::format("*/{} * * * *", every / 1min);
  if (every == 1h) return std::string("0 * * * *");
  if (every % 1h == 0ns && every < 24h && 24h % every == 0ns) return fmt::format("0 */{} * * *", every / 1h);
  return Status::Config(
      "`every` divides neither the hour nor the day, and this scheduler knows cron expressions only: write `cron`, or print for systemd");
}

Result<Printed> Print(const std::string& format, const Deployment& deployment) {
  const config::Schedule& schedule = deployment.job.schedule;
  if (!schedule.after.empty())
    return Status::Config("`after` is for weir schedule: another scheduler does not know when a run of " + schedule.after + " finished");
  Result<Printed> printed = format == "systemd"      ? PrintSystemd(deployment)
                            : format == "cron"       ? PrintCron(deployment)
                            : format == "kubernetes" ? PrintKubernetes(deployment)
                                                     : PrintAwsBatch(deployment);
  if (!printed.ok()) return printed;
  const auto unsaid = [&](bool is_set, const char* option) {
    if (is_set) printed->unsaid.push_back(fmt::format("{} does not know `{}` of [schedule]", format, option));
  };
  unsaid(!schedule.start.empty(), "start");
  unsaid(schedule.occurrences.has_value(), "occurrences");
  unsaid(schedule.overlap == config::Schedule::Overlap::Queue, "overlap = \"queue\"");
  unsaid(!schedule.logs.empty(), "logs");
  return printed;
}

}  // namespace weir::schedule

// A line of a crontab.

#include <fmt/format.h>

#include <filesystem>

#include "schedule/print.hpp"

namespace weir::schedule {
namespace {

// A word for the shell; cron makes a newline of a bare percent sign.
std::string Quoted(std::string_view word) {
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else if (c == '%')
      quoted += "'\\%'";
    else
      quoted += c;
  }
  return quoted + "'";
}

bool HasNewline(const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (word.find('\n') != std::string::npos) return true;
  return false;
}

}  // namespace

Result<Printed> PrintCron(const Deployment& deployment) {
  const Job& job = deployment.job;
  const config::Schedule& schedule = job.schedule;
  Result<std::string> fields = CronFields(schedule);
  if (!fields.ok()) return fields.status();
  const std::vector<std::string> words = job.Command(std::filesystem::absolute(job.file).lexically_normal().string());
  if (HasNewline(words)) return Status::Config("a line of a crontab can't hold a --set with a newline");

  Printed printed;
  if (job.zone.name() != "UTC") printed.text = fmt::format("CRON_TZ={}\n", job.zone.name());
  printed.text += fmt::format("{} cd {} && WEIR_STATE={} ", *fields, Quoted(deployment.folder), Quoted(deployment.state_root));
  if (schedule.timeout)
    printed.text += fmt::format("timeout --signal=TERM --kill-after={} {} ", Seconds(job.patience()), Seconds(*schedule.timeout));
  printed.text += Quoted(deployment.program);
  for (const std::string& word : words) printed.text += ' ' + Quoted(word);
  printed.text += " --progress none\n";
  if (schedule.retries > 0)
    printed.unsaid.emplace_back("cron does not know `retries` of [schedule]: the next run goes on where a failed one stopped");
  printed.unsaid.push_back(job.zone.name() == "UTC"
                               ? "cron goes by the zone of the machine, and this schedule by UTC"
                               : "Debian's cron does not know CRON_TZ, and goes by the zone of the machine; cronie's does");
  return printed;
}

}  // namespace weir::schedule

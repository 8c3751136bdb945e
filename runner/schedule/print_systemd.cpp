// A service and its timer, for systemd 252 and later.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "schedule/exit_codes.hpp"
#include "schedule/print.hpp"

namespace weir::schedule {
namespace {

constexpr const char* kWeekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// "Quoted", with the signs after which systemd would fill something in written twice.
std::string Quoted(std::string_view word, std::string_view signs) {
  std::string quoted = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (signs.find(c) != std::string_view::npos) quoted += c;
    if (c == '\n')
      quoted += "\\n";
    else
      quoted += c;
  }
  return quoted + '"';
}

// A path that takes the rest of its line.
std::string Path(std::string_view path) {
  std::string escaped;
  for (const char c : path) {
    if (c == '%') escaped += c;
    escaped += c;
  }
  return escaped;
}

std::string Numbers(const time::Cron::Field& field, unsigned low, unsigned high) {
  std::vector<std::string> numbers;
  for (unsigned value = low; value <= high; ++value)
    if (field.has(value)) numbers.push_back(fmt::format("{:02}", value));
  return numbers.size() == high - low + 1 ? "*" : fmt::format("{}", fmt::join(numbers, ","));
}

// A line for each way in which it can be due.
std::string Calendar(const time::Cron& cron, const std::string& zone) {
  std::vector<std::string> names;
  for (unsigned day = 0; day < 7; ++day)
    if (cron.weekdays().has(day)) names.emplace_back(kWeekdays[day]);
  const std::string weekdays = names.size() == 7 ? "" : fmt::format("{} ", fmt::join(names, ","));
  const std::string months = Numbers(cron.months(), 1, 12), days = Numbers(cron.days(), 1, 31);
  const std::string clock = fmt::format("{}:{}:00 {}", Numbers(cron.hours(), 0, 23), Numbers(cron.minutes(), 0, 59), zone);
  if (!cron.takes_either_day()) return fmt::format("OnCalendar={}*-{}-{} {}\n", weekdays, months, days, clock);
  return fmt::format("OnCalendar=*-{}-{} {}\nOnCalendar={}*-{}-* {}\n", months, days, clock, weekdays, months, clock);
}

std::string Retries(const config::Schedule& schedule) {
  if (schedule.retries == 0) return "Restart=no\n";
  return fmt::format(
      "# 4, 75 and a run that was killed are tried again.\n"
      "Restart=on-failure\n"
      "RestartSec={}\n"
      "RestartPreventExitStatus={}\n",
      std::max<int64_t>(1, Seconds(schedule.retry_delay)), fmt::join(kHopeless, " "));
}

}  // namespace

Result<Printed> PrintSystemd(const Deployment& deployment) {
  const Job& job = deployment.job;
  const config::Schedule& schedule = job.schedule;
  const auto word_of = [](const std::string& word) { return Quoted(word, "%$"); };
  std::vector<std::string> words{word_of(deployment.program)};
  for (const std::string& word : job.Command(std::filesystem::absolute(job.file).lexically_normal().string()))
    words.push_back(word_of(word));
  words.insert(words.end(), {"--progress", "none"});

  Printed printed;
  printed.text = fmt::format("# /etc/systemd/system/weir-{}.service\n[Unit]\nDescription=weir: {}\n", job.name, job.name);
  if (schedule.retries > 0)
    printed.text += fmt::format("StartLimitBurst={}\nStartLimitIntervalSec={}\n", schedule.retries + 1,
                                (schedule.retries + 1) * std::max<int64_t>(1, Seconds(schedule.retry_delay)) + 60);
  printed.text += fmt::format(
      "\n[Service]\n"
      "Type=exec\n"
      "WorkingDirectory={}\n"
      "Environment={}\n"
      "ExecStart={}\n",
      Path(deployment.folder), Quoted("WEIR_STATE=" + deployment.state_root, "%"), fmt::join(words, " "));
  if (schedule.timeout) printed.text += fmt::format("RuntimeMaxSec={}\n", Seconds(*schedule.timeout));
  printed.text += fmt::format("TimeoutStopSec={}\n", Seconds(job.patience())) + Retries(schedule);

  printed.text +=
      fmt::format("\n# /etc/systemd/system/weir-{}.timer\n[Unit]\nDescription=weir: {} when it is due\n\n[Timer]\n", job.name, job.name);
  if (schedule.cron)
    printed.text += Calendar(*schedule.cron, job.zone.name()) + "Persistent=true\n";
  else
    printed.text += fmt::format("OnActiveSec=0\nOnUnitActiveSec={}\n", Seconds(*schedule.every));
  printed.text += "AccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n";
  return printed;
}

}  // namespace weir::schedule

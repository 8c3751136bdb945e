// A schedule in the words of a scheduler that is there already: a unit and a timer, a crontab line, a CronJob, a job definition.
#pragma once

#include <string>
#include <vector>

#include "schedule/job.hpp"
#include "weir/status.hpp"

namespace weir::schedule {

struct Deployment {
  Job job;
  std::string program;     // where this weir is
  std::string image;       // of a container that has one
  std::string state_root;  // absolute
  std::string folder;      // where relative paths begin
};

struct Printed {
  std::string text;
  std::vector<std::string> unsaid;  // what the schedule says and the text can't
};

// `format`: systemd, cron, kubernetes or aws-batch.  CONFIG when the schedule can't be said in it.
Result<Printed> Print(const std::string& format, const Deployment& deployment);

Result<Printed> PrintSystemd(const Deployment& deployment);
Result<Printed> PrintCron(const Deployment& deployment);
Result<Printed> PrintKubernetes(const Deployment& deployment);
Result<Printed> PrintAwsBatch(const Deployment& deployment);

// The five fields, also of an `every` that divides the hour or the day.
Result<std::string> CronFields(const config::Schedule& schedule);
// Rounded up.
int64_t Seconds(std::chrono::nanoseconds duration);

}  // namespace weir::schedule

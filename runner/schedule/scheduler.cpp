#include "schedule/scheduler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <optional>

#include "schedule/exit_codes.hpp"
#include "schedule/log_copier.hpp"
#include "schedule/task.hpp"

namespace weir::schedule {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kCopyAgain = 300 * kSecond;
// At the end logs may still be on their way.
constexpr int64_t kPatienceAtEnd = 60 * kSecond, kPatienceAfterSignal = 5 * kSecond;

int64_t Now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

sigset_t Awaited() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGCHLD}) sigaddset(&set, number);
  return set;
}

class Scheduler {
 public:
  Scheduler(const weir_put* put, const Log& log) : log_(log) {
    if (put != nullptr) copier_.emplace(*put);
  }

  Status Open(const std::vector<Job>& jobs) {
    for (const Job& job : jobs) {
      auto task =
          Task::Open(job, Now(), [this, name = job.name](int32_t level, const std::string& message) { log_(level, name, message); });
      if (!task.ok()) return task.status();
      for (const auto& other : tasks_)
        if (other->job().name == job.schedule.after)
          if (Status status = (*task)->Follow(*other); !status.ok()) return status;
      tasks_.push_back(std::move(*task));
    }
    return {};
  }

  Status Run() {
    for (;;) {
      const int64_t now = Now();
      for (const auto& task : tasks_)
        if (Status status = task->Step(now); !status.ok()) return status;
      if (Status status = CopyLogs(now); !status.ok()) return status;
      const bool runs = std::ranges::any_of(tasks_, [](const auto& task) { return task->is_running(); });
      if (stops_ > 0 && !runs) return {};
      if (stops_ == 0 && std::ranges::all_of(tasks_, [](const auto& task) { return task->is_through(); })) return {};
      int64_t next = now + kSecond;
      for (const auto& task : tasks_) next = std::min(next, task->next_ns(now));
      WaitUntil(next);
    }
  }

  // Asks what runs to end, whatever the books say, and waits for it.
  void GiveUp() {
    for (const auto& task : tasks_) task->Stop(Now());
    ++stops_;
    for (const auto& task : tasks_)
      while (task->is_running()) {
        WaitUntil(Now() + kSecond / 10);
        (void)task->Step(Now());
      }
  }

  Status FinishLogs() {
    const int64_t end = Now() + (stops_ > 0 ? kPatienceAfterSignal : kPatienceAtEnd);
    const int stops = stops_;
    while (copier_ && !copier_->is_idle() && Now() < end && stops == stops_) {
      if (Status status = TakeCopied(); !status.ok()) return status;
      WaitUntil(Now() + kSecond / 20);
    }
    return {};
  }

  Result<int> Exit() const {
    if (stops_ > 0) return kHeld;
    int exit = kSucceeded;
    for (const auto& task : tasks_) {
      const Result<std::optional<int>> last = task->LastExit();
      if (!last.ok()) return last.status();
      if (*last) exit = Worse(exit, OwnExit(**last));
    }
    return exit;
  }

 private:
  Status CopyLogs(int64_t now) {
    if (!copier_) return {};
    if (Status status = TakeCopied(); !status.ok()) return status;
    // What failed to be copied is tried again with the next log of that pipeline, or after a while.
    const bool all = now >= copy_again_ns_;
    if (all) copy_again_ns_ = now + kCopyAgain;
    for (size_t i = 0; i < tasks_.size(); ++i)
      if (all || tasks_[i]->has_new_log())
        if (Status status = tasks_[i]->CopyLogs(*copier_, i); !status.ok()) return status;
    return {};
  }

  Status TakeCopied() {
    for (const LogCopier::Done& done : copier_->Take()) {
      Task& task = *tasks_[done.errand.task];
      if (!done.status.ok())
        log_(WEIR_WARN, task.job().name, fmt::format("the log {} is not copied: {}", done.errand.from, done.status.message()));
      else if (Status status = task.LogIsCopied(done.errand.log); !status.ok())
        return status;
    }
    return {};
  }

  void WaitUntil(int64_t at_ns) {
    const int64_t rest = std::max<int64_t>(at_ns - Now(), 0);
    const timespec timeout{rest / kSecond, rest % kSecond};
    const sigset_t set = Awaited();
    const int got = ::sigtimedwait(&set, nullptr, &timeout);
    if (got != SIGTERM && got != SIGINT) return;
    ++stops_;
    log_(WEIR_INFO, "",
         stops_ == 1 ? "stopping: runs that are under way commit and stop first; a second signal stops them at once" : "stopping at once");
    for (const auto& task : tasks_) task->Stop(Now());
  }

  const Log& log_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::optional<LogCopier> copier_;
  int stops_ = 0;
  int64_t copy_again_ns_ = 0;
};

}  // namespace

void BlockSignals() {
  const sigset_t set = Awaited();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Result<int> Run(const std::vector<Job>& jobs, const weir_put* put, const Log& log) {
  Scheduler scheduler(put, log);
  // Runs that were found are left to the next one that looks.
  Status status = scheduler.Open(jobs);
  if (!status.ok()) return status;
  status = scheduler.Run();
  if (!status.ok()) scheduler.GiveUp();
  if (status.ok()) status = scheduler.FinishLogs();
  if (!status.ok()) return status;
  return scheduler.Exit();
}

}  // namespace weir::schedule

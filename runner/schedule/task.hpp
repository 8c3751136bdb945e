// One pipeline under its schedule: enters what is due, runs it, and notes what became of it.  All of it is in its book before anything is
// done about it, so that a scheduler which is killed at any moment goes on there.  One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "epoch/state_lock.hpp"
#include "schedule/book.hpp"
#include "schedule/job.hpp"
#include "schedule/log_copier.hpp"
#include "schedule/run_files.hpp"
#include "schedule/run_process.hpp"
#include "schedule/timetable.hpp"

namespace weir::schedule {

class Task {
 public:
  using Say = std::function<void(int32_t level, const std::string& message)>;

  // Takes the schedule of this pipeline, makes its folders, and finds what a scheduler before this one left.  RETRY when another
  // scheduler has it.
  static Result<std::unique_ptr<Task>> Open(Job job, int64_t now_ns, Say say);
  // Before the first Step, with a task that is stepped before this one and lives as long.
  Status Follow(const Task& other);

  // Does what is to be done now.
  Status Step(int64_t now_ns);
  // When there is something to do next, as far as this process can know.
  int64_t next_ns(int64_t now_ns) const;

  // Nothing is started any more, and what runs is asked to end: to commit and stop first, to stop at once then.
  void Stop(int64_t now_ns);
  bool is_running() const { return process_ != nullptr; }
  // Nothing is due any more and nothing is under way.
  bool is_through() const { return through_; }
  // Of the last occurrence that was not skipped, unless it finished, or failed with the one before it, whose exit counts then.
  Result<std::optional<int>> LastExit() const;

  const Job& job() const { return job_; }
  // A run has left a log since CopyLogs.
  bool has_new_log() const { return new_log_; }
  // Has all logs copied that are not yet.
  Status CopyLogs(LogCopier& copier, size_t self);
  Status LogIsCopied(const LogName& log) { return book_->LogIsCopied(log); }

 private:
  Task(Job job, epoch::StateLock lock, std::unique_ptr<Book> book, Say say);
  Status Activate(int64_t now_ns);
  Status Recover(int64_t now_ns);
  Status EnterDue(int64_t now_ns);
  Status Hear(int64_t now_ns);
  Status HearEnd(const End& end, int64_t now_ns);
  Status Enter(Occurrence occurrence);
  Status StartNext(int64_t now_ns);
  Status Start(Occurrence occurrence, int64_t now_ns);
  Status Watch(int64_t now_ns);
  Status Settle(Occurrence occurrence, std::optional<int> exit, int64_t now_ns);
  void Judge(Occurrence& occurrence, std::optional<int> exit, int64_t now_ns);
  void SayWhatBecameOf(const Occurrence& occurrence) const;
  Status FindWhetherThrough();
  int64_t left() const;

  const Job job_;
  const epoch::StateLock lock_;
  const std::unique_ptr<Book> book_;
  const RunFiles files_;
  const Say say_;
  const Task* followed_ = nullptr;
  std::optional<Timetable> timetable_;
  Progress progress_;

  std::unique_ptr<RunProcess> process_;
  Occurrence running_;      // what it runs
  int64_t kill_at_ns_ = 0;  // when it was asked to end: until then it may; 0: it was not
  bool timed_out_ = false, stopping_ = false, through_ = false, new_log_ = false;
  int64_t next_try_ns_ = 0;  // 0: none
};

}  // namespace weir::schedule

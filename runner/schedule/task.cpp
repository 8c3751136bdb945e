#include "schedule/task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <csignal>
#include <limits>

#include "observe/text.hpp"
#include "schedule/exit_codes.hpp"
#include "time/instants.hpp"
#include "time/written.hpp"

namespace weir::schedule {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kLongestDelay = 3600 * kSecond;

std::string Shown(int64_t ns) { return time::Iso(ns / kSecond * kSecond, {}); }

std::string Shown(std::chrono::nanoseconds duration) { return observe::Seconds(static_cast<double>(duration.count()) / 1e9); }

// As a name of a file has it: 20240501T120000Z.
std::string InName(int64_t ns) {
  std::string text = Shown(ns);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

int64_t DelayBehind(const config::Schedule& schedule, int64_t tries) {
  int64_t delay = schedule.retry_delay.count();
  for (; tries > 1 && delay < kLongestDelay; --tries) delay *= 2;
  return std::min(delay, kLongestDelay);
}

}  // namespace

Task::Task(Job job, epoch::StateLock lock, std::unique_ptr<Book> book, Say say)
    : job_(std::move(job)), lock_(std::move(lock)), book_(std::move(book)), files_(job_.state_folder), say_(std::move(say)) {}

Result<std::unique_ptr<Task>> Task::Open(Job job, int64_t now_ns, Say say) {
  Result<epoch::StateLock> lock = epoch::StateLock::Take(job.state_folder, "schedule.lock", "scheduler");
  if (!lock.ok()) return lock.status();
  Result<std::unique_ptr<Book>> book = Book::Open(job.state_folder);
  if (!book.ok()) return book.status();
  std::unique_ptr<Task> task(new Task(std::move(job), std::move(*lock), std::move(*book), std::move(say)));
  Status status = task->files_.Make();
  if (status.ok()) status = task->Activate(now_ns);
  if (status.ok()) status = task->Recover(now_ns);
  if (!status.ok()) return status;
  return task;
}

Status Task::Activate(int64_t now_ns) {
  Result<std::optional<Progress>> known = book_->ReadProgress();
  if (!known.ok()) return known.status();
  const int64_t activated_ns = *known ? (*known)->activated_ns : now_ns / kSecond * kSecond;
  const auto reckon = [&](int64_t from_ns) {
    const std::string& words = job_.schedule.start;
    const auto start = time::ReadInstant(words.empty() ? "now" : words, {from_ns, job_.zone});
    assert(start.ok() && "it was checked when the file was read");
    return start.ok() ? start->ns : from_ns;
  };
  const bool follows = !job_.schedule.after.empty();
  const std::string text = follows ? "after " + job_.schedule.after : Timetable(job_.schedule, job_.zone, 0).text();
  const bool is_same = *known && (*known)->timetable == text;
  if (*known && !is_same) say_(WEIR_INFO, "the schedule is another one than before, and begins anew");
  const int64_t start_ns = reckon(is_same ? activated_ns : now_ns / kSecond * kSecond);
  if (!follows) timetable_.emplace(job_.schedule, job_.zone, start_ns);
  progress_ = is_same ? **known : Progress{text, now_ns / kSecond * kSecond, start_ns - 1, 0, -1};
  if (!is_same && !follows) {
    const auto first = timetable_->Next(progress_.last_due_ns);
    say_(WEIR_INFO, first ? fmt::format("activated; due first at {}", Shown(*first)) : "activated; never due");
  }
  return is_same ? Status() : book_->Write(progress_);
}

Status Task::Follow(const Task& other) {
  followed_ = &other;
  const Result<int64_t> last = other.book_->LastEnd();
  if (!last.ok()) return last.status();
  // What ended before this was activated is past.  A book that was lost counts from one again.
  if (progress_.heard >= 0 && progress_.heard <= *last) return {};
  progress_.heard = *last;
  return book_->Write(progress_);
}

Status Task::Recover(int64_t now_ns) {
  const Result<std::vector<Occurrence>> under_way = book_->UnderWay();
  if (!under_way.ok()) return under_way.status();
  for (const Occurrence& occurrence : *under_way) {
    if (occurrence.status != Outcome::Running) continue;
    if (auto process = RunProcess::Find(occurrence.process)) {
      say_(WEIR_INFO, fmt::format("occurrence {} still runs, started by a scheduler before this one", occurrence.id));
      process_ = std::move(process);
      running_ = occurrence;
      continue;
    }
    const auto exit = files_.ExitIn({occurrence.id, occurrence.attempts});
    if (Status status = Settle(occurrence, exit, now_ns); !status.ok()) return status;
  }
  return {};
}

int64_t Task::left() const {
  return job_.schedule.occurrences ? *job_.schedule.occurrences - progress_.passed : std::numeric_limits<int64_t>::max();
}

Status Task::Step(int64_t now_ns) {
  Status status = Watch(now_ns);
  if (!status.ok() || stopping_) return status;
  status = followed_ != nullptr ? Hear(now_ns) : EnterDue(now_ns);
  if (status.ok()) status = StartNext(now_ns);
  if (status.ok()) status = FindWhetherThrough();
  return status;
}

Status Task::EnterDue(int64_t now_ns) {
  const std::optional<Due> due = timetable_->Between(progress_.last_due_ns, now_ns, left());
  if (!due) return {};
  progress_.last_due_ns = due->last_ns;
  progress_.passed += due->count;
  Occurrence occurrence{.due_ns = due->last_ns, .covers = due->count};
  if (due->count > 1) {
    occurrence.note = fmt::format("also for {} before it, from {} on, that were missed", due->count - 1, Shown(due->first_ns));
    say_(WEIR_WARN, fmt::format("{} occurrences were missed, from {} on: that of {} stands for them", due->count - 1, Shown(due->first_ns),
                                Shown(due->last_ns)));
  }
  return Enter(std::move(occurrence));
}

// Puts it in line, or skips it, as `overlap` says.
Status Task::Enter(Occurrence occurrence) {
  const Result<std::vector<Occurrence>> under_way = book_->UnderWay();
  if (!under_way.ok()) return under_way.status();
  const size_t room = job_.schedule.overlap == config::Schedule::Overlap::Queue ? 2 : 1;
  if (under_way->size() >= room) {
    occurrence.status = Outcome::Skipped;
    occurrence.note += fmt::format("{}occurrence {} was still under way", occurrence.note.empty() ? "" : "; ", under_way->front().id);
  }
  if (Status status = book_->Enter(occurrence, progress_); !status.ok()) return status;
  if (occurrence.status == Outcome::Skipped)
    say_(WEIR_WARN, fmt::format("occurrence {}, due {}, is skipped: {}", occurrence.id, Shown(occurrence.due_ns), occurrence.note));
  return {};
}

Status Task::Hear(int64_t now_ns) {
  const Result<std::vector<End>> ends = followed_->book_->EndsAfter(progress_.heard);
  if (!ends.ok()) return ends.status();
  for (const End& end : *ends) {
    const int64_t heard = progress_.heard;
    if (Status status = HearEnd(end, now_ns); !status.ok()) return status;
    if (progress_.heard == heard) return {};
  }
  return {};
}

Status Task::HearEnd(const End& end, int64_t now_ns) {
  const Result<std::optional<Occurrence>> known = book_->FindDue(end.occurrence.due_ns);
  if (!known.ok()) return known.status();
  // It was run again while this one is under way, which goes first.
  if (*known && (*known)->is_under_way()) return {};
  progress_.heard = end.number;
  Occurrence occurrence = known->value_or(Occurrence{.due_ns = end.occurrence.due_ns, .covers = end.occurrence.covers});
  if (end.occurrence.status != Outcome::Finished) {
    occurrence.status = Outcome::CascadeFailed;
    occurrence.ended_ns = now_ns;
    occurrence.exit.reset();
    occurrence.note = fmt::format("{}: occurrence {} is {}", followed_->job_.name, end.occurrence.id, Word(end.occurrence.status));
    Status status = *known ? book_->Update(occurrence, &progress_) : book_->Enter(occurrence, progress_);
    if (status.ok()) SayWhatBecameOf(occurrence);
    return status;
  }
  if (!*known) return Enter(std::move(occurrence));
  occurrence.status = Outcome::Waiting;
  occurrence.tries = 0;
  occurrence.not_before_ns = 0;
  occurrence.note = fmt::format("{} ran again", followed_->job_.name);
  return book_->Update(occurrence, &progress_);
}

Status Task::StartNext(int64_t now_ns) {
  next_try_ns_ = 0;
  if (process_ != nullptr) return {};
  const Result<std::vector<Occurrence>> under_way = book_->UnderWay();
  if (!under_way.ok()) return under_way.status();
  if (under_way->empty()) return {};
  next_try_ns_ = under_way->front().not_before_ns;
  return next_try_ns_ <= now_ns ? Start(under_way->front(), now_ns) : Status();
}

Status Task::Start(Occurrence occurrence, int64_t now_ns) {
  occurrence.status = Outcome::Running;
  ++occurrence.attempts;
  ++occurrence.tries;
  occurrence.started_ns = now_ns;
  occurrence.ended_ns = 0;
  occurrence.exit.reset();
  occurrence.process.clear();
  if (Status status = book_->Update(occurrence); !status.ok()) return status;
  const LogName name{occurrence.id, occurrence.attempts};
  std::vector<std::string> words = job_.Command(job_.file);
  words.insert(words.end(), {"--progress", "plain", "--scheduled", time::Iso(occurrence.due_ns, {}), "--summary", files_.SummaryOf(name)});
  Result<std::unique_ptr<RunProcess>> process = RunProcess::Start(words, files_.LogOf(name));
  if (!process.ok()) {  // the trouble of this run, and may pass as that of a service
    say_(WEIR_ERROR, process.status().message());
    return Settle(occurrence, kUnavailable, now_ns);
  }
  process_ = std::move(*process);
  occurrence.process = process_->record();
  running_ = occurrence;
  kill_at_ns_ = 0;
  timed_out_ = false;
  say_(WEIR_INFO, fmt::format("occurrence {}, due {}, runs{}", occurrence.id, Shown(occurrence.due_ns),
                              occurrence.attempts > 1 ? fmt::format(", attempt {}", occurrence.attempts) : ""));
  return book_->Update(occurrence);
}

Status Task::Watch(int64_t now_ns) {
  if (process_ == nullptr) return {};
  if (const auto ended = process_->Poll()) {
    process_.reset();
    const auto exit = ended->exit ? ended->exit : files_.ExitIn({running_.id, running_.attempts});
    return Settle(running_, exit, now_ns);
  }
  const auto& timeout = job_.schedule.timeout;
  if (kill_at_ns_ != 0 && now_ns >= kill_at_ns_) {
    process_->Signal(SIGKILL);
  } else if (timeout && !timed_out_ && now_ns >= running_.started_ns + timeout->count()) {
    timed_out_ = true;
    if (kill_at_ns_ == 0) kill_at_ns_ = now_ns + job_.patience().count();
    process_->Signal(SIGTERM);
    say_(WEIR_WARN, fmt::format("occurrence {} took more than {} and is stopped", running_.id, Shown(*timeout)));
  }
  return {};
}

// What becomes of an occurrence whose attempt ended.
void Task::Judge(Occurrence& occurrence, std::optional<int> exit, int64_t now_ns) {
  const config::Schedule& schedule = job_.schedule;
  const std::string how = !exit             ? "its scheduler was killed, and nobody knows how it ended"
                          : IsSignal(*exit) ? fmt::format("killed by signal {}", *exit - 128)
                                            : fmt::format("exit {}", *exit);
  const auto again = [&](std::string note, int64_t delay_ns) {
    occurrence.status = Outcome::Waiting;
    occurrence.not_before_ns = now_ns + delay_ns;
    occurrence.note = std::move(note);
  };
  if (exit == kSucceeded) {
    occurrence.status = Outcome::Finished;
    return;
  }
  if (timed_out_) {
    occurrence.status = Outcome::TimedOut;
    occurrence.note = fmt::format("stopped after {}", Shown(*schedule.timeout));
    return;
  }
  if (stopping_ && exit && MayBeRetried(*exit)) {
    --occurrence.tries;
    return again("stopped with the scheduler", 0);
  }
  // A run goes on at its last commit, so one more is safe, also where none was asked for.
  const int64_t retries = exit ? schedule.retries : std::max<int64_t>(schedule.retries, 1);
  if ((!exit || MayBeRetried(*exit)) && occurrence.tries <= retries) {
    const int64_t delay = exit ? DelayBehind(schedule, occurrence.tries) : 0;
    return again(fmt::format("{}; tried again{}", how, delay == 0 ? "" : " at " + Shown(now_ns + delay)), delay);
  }
  occurrence.status = Outcome::Failed;
  occurrence.note = how;
}

Status Task::Settle(Occurrence occurrence, std::optional<int> exit, int64_t now_ns) {
  occurrence.process.clear();
  occurrence.ended_ns = now_ns;
  occurrence.exit = exit;
  Judge(occurrence, exit, now_ns);
  kill_at_ns_ = 0;
  timed_out_ = false;
  const LogName name{occurrence.id, occurrence.attempts};
  // Owed before the end is noted, so that no log is forgotten.
  if (!job_.schedule.logs.empty())
    if (Status status = book_->OweLog(name); !status.ok()) return status;
  if (Status status = book_->Update(occurrence); !status.ok()) return status;
  SayWhatBecameOf(occurrence);
  new_log_ = true;
  files_.DropSummary(name);
  for (const LogName& dropped : files_.DropOldLogs(occurrence.id))
    if (Status status = book_->LogIsCopied(dropped); !status.ok()) return status;
  return {};
}

void Task::SayWhatBecameOf(const Occurrence& occurrence) const {
  const bool is_good = occurrence.status == Outcome::Finished;
  say_(is_good ? WEIR_INFO : WEIR_WARN,
       fmt::format("occurrence {}, due {}, is {}{}{}", occurrence.id, Shown(occurrence.due_ns), Word(occurrence.status),
                   occurrence.note.empty() || is_good ? "" : ": ", is_good ? "" : occurrence.note));
}

Status Task::FindWhetherThrough() {
  through_ = false;
  if (process_ != nullptr) return {};
  if (followed_ != nullptr) {
    const Result<int64_t> last = followed_->book_->LastEnd();
    if (!last.ok()) return last.status();
    if (!followed_->is_through() || progress_.heard < *last) return {};
  } else if (left() > 0 && timetable_->Next(progress_.last_due_ns)) {
    return {};
  }
  const Result<std::vector<Occurrence>> under_way = book_->UnderWay();
  if (!under_way.ok()) return under_way.status();
  through_ = under_way->empty();
  return {};
}

int64_t Task::next_ns(int64_t now_ns) const {
  // Others may ask for another run in the book, and one that is not our child sends no signal.
  int64_t next = now_ns + kSecond;
  const auto earlier = [&](int64_t at_ns) { next = std::min(next, std::max(at_ns, now_ns)); };
  if (process_ != nullptr && kill_at_ns_ != 0) earlier(std::max(kill_at_ns_, now_ns + kSecond / 10));
  if (stopping_) return next;
  if (timetable_ && left() > 0)
    if (const auto due = timetable_->Next(progress_.last_due_ns)) earlier(*due);
  if (next_try_ns_ != 0 && process_ == nullptr) earlier(next_try_ns_);
  if (process_ != nullptr && job_.schedule.timeout && !timed_out_) earlier(running_.started_ns + job_.schedule.timeout->count());
  return next;
}

void Task::Stop(int64_t now_ns) {
  stopping_ = true;
  if (process_ == nullptr) return;
  if (kill_at_ns_ == 0) kill_at_ns_ = now_ns + job_.patience().count();
  process_->Signal(SIGTERM);
}

Result<std::optional<int>> Task::LastExit() const {
  const Result<std::optional<Occurrence>> last = book_->Newest();
  if (!last.ok()) return last.status();
  if (!*last || (*last)->status == Outcome::Finished || (*last)->status == Outcome::CascadeFailed) return std::optional<int>();
  return std::optional<int>((*last)->exit.value_or(kHeld));
}

Status Task::CopyLogs(LogCopier& copier, size_t self) {
  new_log_ = false;
  const std::string& folder = job_.schedule.logs;
  if (folder.empty()) return {};
  const Result<std::vector<LogName>> owed = book_->OwedLogs();
  if (!owed.ok()) return owed.status();
  for (const LogName& log : *owed) {
    const Result<std::optional<Occurrence>> occurrence = book_->Find(log.occurrence);
    if (!occurrence.ok()) return occurrence.status();
    const std::string when = *occurrence ? InName((*occurrence)->due_ns) : "unknown";
    copier.Add(
        {self, log, files_.LogOf(log),
         fmt::format("{}{}{}/{}-{}-{}.log", folder, folder.ends_with('/') ? "" : "/", job_.name, when, log.occurrence, log.attempt)});
  }
  return {};
}

}  // namespace weir::schedule

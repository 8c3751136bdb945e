#include "schedule/log_copier.hpp"

#include <algorithm>
#include <utility>

#include "schedule/run_files.hpp"

namespace weir::schedule {

LogCopier::LogCopier(const weir_put& put) : put_(put), thread_([this] { Work(); }) {}

LogCopier::~LogCopier() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LogCopier::Add(Errand errand) {
  const std::lock_guard lock(mutex_);
  const auto is_same = [&](const Errand& other) { return other.task == errand.task && other.log == errand.log; };
  const bool is_done = std::ranges::any_of(done_, [&](const Done& done) { return is_same(done.errand); });
  if (is_done || std::ranges::any_of(errands_, is_same)) return;
  errands_.push_back(std::move(errand));
  changed_.notify_all();
}

std::vector<LogCopier::Done> LogCopier::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(done_, {});
}

bool LogCopier::is_idle() const {
  const std::lock_guard lock(mutex_);
  return errands_.empty() && done_.empty();
}

void LogCopier::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ending_ || !errands_.empty(); });
    if (ending_) return;
    const Errand errand = errands_.front();
    lock.unlock();
    Status status = Copy(errand);
    lock.lock();
    errands_.pop_front();
    done_.push_back({errand, std::move(status)});
  }
}

Status LogCopier::Copy(const Errand& errand) {
  const Result<std::string> text = ReadLog(errand.from);
  if (!text.ok()) return text.status();
  weir_error error{};
  error.size = sizeof error;
  const auto cancelled = [](void* self) -> int32_t { return static_cast<LogCopier*>(self)->ending_ ? 1 : 0; };
  const weir_code code = put_.put(Str(errand.to), Str(*text), cancelled, this, &error);
  return code >= 0 ? Status() : Status::From(code, error);
}

}  // namespace weir::schedule

// Copies logs to where a plugin can put them, on a thread of its own: a bucket that does not answer must not hold up a schedule.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "schedule/book.hpp"
#include "weir/put.h"
#include "weir/status.hpp"

namespace weir::schedule {

class LogCopier {
 public:
  struct Errand {
    size_t task = 0;  // whose log it is
    LogName log;
    std::string from, to;
  };
  struct Done {
    Errand errand;
    Status status;
  };

  // Lives as long as plugins do.  Signals that others wait for must be blocked before.
  explicit LogCopier(const weir_put& put);
  ~LogCopier();  // gives up what is under way

  // Nothing when it is to be copied already.
  void Add(Errand errand);
  // What was tried since this was asked last; one that failed has to be added again.
  std::vector<Done> Take();
  bool is_idle() const;

 private:
  void Work();
  Status Copy(const Errand& errand);

  const weir_put& put_;
  std::atomic<bool> ending_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Errand> errands_;  // the first one is under way
  std::vector<Done> done_;
  std::thread thread_;
};

}  // namespace weir::schedule

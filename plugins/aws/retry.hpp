// When a call is tried again: how long it waits, and whether the service can bear it.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace weir::aws {

inline constexpr std::chrono::milliseconds kLongestWait{20'000};

// Before the repetition `repeated` (1: the first): anything up to 100 ms doubled each time, at most 20 s.  `random` is in [0, 1).
std::chrono::milliseconds Backoff(int repeated, double random);

// The retry quota of the "standard" mode of the AWS SDKs: in a service that is well every repetition finds tokens; in one that is out
// the calls of the process repeat no more than others bring back, and the rest fail at once.  [any]
class RetryQuota {
 public:
  static constexpr int kMost = 500;
  static constexpr int kRefused = 5;    // what a repetition costs after an answer,
  static constexpr int kNoAnswer = 10;  // and where there was none
  static constexpr int kGood = 1;       // what a call brings that is good at once

  bool Take(int tokens);
  void GiveBack(int tokens);
  int tokens() const;

 private:
  mutable std::mutex mutex_;
  int tokens_ = kMost;
};

}  // namespace weir::aws

// How fast the calls of one name may start: as fast as they come until the service throttles, then a share of what it took, and from
// there along a cubic curve that is flat around the rate that was too much (RFC 9438; the "adaptive" mode of the AWS SDKs).
//
// The curve ends at twice that rate: after it nothing is held back any more but by a limit that was set.
#pragma once

#include <chrono>
#include <mutex>

namespace weir::aws {

class Rate {  // [any]
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A place in the line.  Who gives up before it starts just goes.
  double Queue(Time now);
  // From now on no more than this a second, and of several limits the lowest; 0 says nothing.
  void SetLimit(double per_second, Time now);
  // How long until that place may start; 0: now.  A lower rate makes it longer and a higher one shorter, so ask again now and then.
  std::chrono::milliseconds Wait(double place, Time now);
  // The attempt that started then was throttled.  Those that were under way when the rate was lowered say nothing new.
  void Throttled(Time started, Time now);
  void Succeeded(Time now);

  double per_second() const;  // 0: unlimited

 private:
  void Advance(Time now);
  void Count(Time now);
  double Measured(Time now) const;
  double Allowed() const;

  mutable std::mutex mutex_;
  // Places that were given, and how many of them may have started until then.
  double given_ = 0, served_ = 0;
  Time served_at_{};
  double limit_ = 0;  // that was set
  double rate_ = 0, too_much_ = 0;
  Time lowered_{};
  // Places since the window began, and their smoothed rate until then.
  Time window_{};
  double recent_ = 0, measured_ = 0;
};

}  // namespace weir::aws

#include "aws/rate.hpp"

#include <algorithm>
#include <cmath>

namespace weir::aws {
namespace {

using Seconds = std::chrono::duration<double>;

// As in the SDKs.
constexpr double kKept = 0.7;
constexpr double kGrowth = 0.4;
constexpr double kLeast = 0.5;  // per second
constexpr double kSmoothed = 0.8;
constexpr Seconds kWindow{0.5};
// So much may be ahead of its place: timers are no more exact.
constexpr double kAhead = 0.01;

}  // namespace

double Rate::Queue(Time now) {
  const std::scoped_lock lock(mutex_);
  Advance(now);
  Count(now);
  return ++given_;
}

void Rate::SetLimit(double per_second, Time now) {
  const std::scoped_lock lock(mutex_);
  if (per_second == 0 || (limit_ != 0 && limit_ <= per_second)) return;
  Advance(now);
  limit_ = per_second;
}

// What is held back by, 0 when nothing is.
double Rate::Allowed() const { return rate_ == 0 || limit_ == 0 ? std::max(rate_, limit_) : std::min(rate_, limit_); }

std::chrono::milliseconds Rate::Wait(double place, Time now) {
  const std::scoped_lock lock(mutex_);
  Advance(now);
  const double allowed = Allowed();
  if (allowed == 0 || place <= served_ + allowed * kAhead) return {};
  return std::chrono::ceil<std::chrono::milliseconds>(Seconds((place - served_) / allowed));
}

void Rate::Throttled(Time started, Time now) {
  const std::scoped_lock lock(mutex_);
  if (rate_ != 0 && started < lowered_) return;
  Advance(now);
  const double measured = Measured(now);
  too_much_ = std::max(rate_ == 0 ? measured : std::min(rate_, measured), kLeast);
  rate_ = std::max(too_much_ * kKept, kLeast);
  lowered_ = now;
}

void Rate::Succeeded(Time now) {
  const std::scoped_lock lock(mutex_);
  if (rate_ == 0) return;
  Advance(now);
  const double back = std::cbrt(too_much_ * (1 - kKept) / kGrowth);  // seconds until it is at the old rate again
  const double grown = kGrowth * std::pow(Seconds(now - lowered_).count() - back, 3) + too_much_;
  rate_ = grown >= 2 * too_much_ ? 0 : std::max(rate_, grown);
}

double Rate::per_second() const {
  const std::scoped_lock lock(mutex_);
  return Allowed();
}

// Time in which nobody waited is not saved up for a burst.
void Rate::Advance(Time now) {
  if (now > served_at_) {
    served_ = std::min(served_ + Allowed() * Seconds(now - served_at_).count(), given_);
    served_at_ = now;
  }
  if (Allowed() == 0) served_ = given_;
}

double Rate::Measured(Time now) const { return std::max(measured_, recent_ / std::max(Seconds(now - window_).count(), kWindow.count())); }

void Rate::Count(Time now) {
  if (now - window_ >= kWindow) {
    measured_ = kSmoothed * (recent_ / Seconds(now - window_).count()) + (1 - kSmoothed) * measured_;
    window_ = now;
    recent_ = 0;
  }
  ++recent_;
}

}  // namespace weir::aws

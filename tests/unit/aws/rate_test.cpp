#include "aws/rate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace weir::aws;
using namespace std::chrono_literals;

namespace {

Rate::Time At(std::chrono::milliseconds time) { return Rate::Time(1h) + time; }

// Ten seconds of a hundred a second, then one of them is throttled.
Rate::Time ThrottleAt100(Rate& rate) {
  for (auto time = 0ms; time < 10s; time += 10ms) EXPECT_EQ(rate.Wait(rate.Queue(At(time)), At(time)), 0ms);
  rate.Throttled(At(9990ms), At(10s));
  return At(10s);
}

}  // namespace

TEST(Rate, IsUnlimitedUntilItIsThrottled) {
  Rate rate;
  for (int i = 0; i < 10'000; ++i) ASSERT_EQ(rate.Wait(rate.Queue(At(0ms)), At(0ms)), 0ms);
  rate.Succeeded(At(1ms));
  EXPECT_EQ(rate.per_second(), 0);
}

TEST(Rate, FallsToAShareOfWhatWasTooMuch) {
  Rate rate;
  ThrottleAt100(rate);
  EXPECT_NEAR(rate.per_second(), 70, 2);
}

TEST(Rate, IsLoweredOnceForAllThatWereUnderWay) {
  Rate rate;
  const auto lowered = ThrottleAt100(rate);
  const double once = rate.per_second();
  for (int i = 0; i < 50; ++i) rate.Throttled(lowered - 5ms, lowered + 20ms);
  EXPECT_EQ(rate.per_second(), once);
  for (auto time = lowered; time < lowered + 2s; time += 10ms) rate.Queue(time);
  rate.Throttled(lowered + 1s, lowered + 2s);
  EXPECT_NEAR(rate.per_second(), once * 0.7, 1);
}

TEST(Rate, NeverFallsBelowOneInTwoSeconds) {
  Rate rate;
  for (auto time = 0ms; time < 100s; time += 1s) {
    rate.Queue(At(time));
    rate.Throttled(At(time), At(time));
  }
  EXPECT_EQ(rate.per_second(), 0.5);
}

TEST(Rate, PlacesComeOneAfterTheOther) {
  Rate rate;
  const auto now = ThrottleAt100(rate);
  const double per_second = rate.per_second();
  std::vector<double> places;
  for (int i = 0; i < 140; ++i) places.push_back(rate.Queue(now));
  for (const size_t i : {10, 70, 139})
    EXPECT_NEAR(static_cast<double>(rate.Wait(places[i], now).count()), static_cast<double>(i + 1) * 1000 / per_second, 2) << i;
  EXPECT_EQ(rate.Wait(places[139], now + 2100ms), 0ms);
}

TEST(Rate, TimeInWhichNobodyCameIsNotSavedUp) {
  Rate rate;
  const auto later = ThrottleAt100(rate) + 10s;
  int at_once = 0;
  for (int i = 0; i < 100; ++i) at_once += rate.Wait(rate.Queue(later), later) == 0ms;
  EXPECT_LE(at_once, 2);
}

TEST(Rate, GrowsAgainAlongTheCurveUntilNothingIsHeldBack) {
  Rate rate;
  const auto lowered = ThrottleAt100(rate);
  const double least = rate.per_second(), was = least / 0.7;
  const double back = std::cbrt(was * 0.3 / 0.4);
  const auto after = [&](double seconds) {
    rate.Succeeded(lowered + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(seconds)));
    return rate.per_second();
  };
  EXPECT_NEAR(after(0.01), least, 1);
  EXPECT_NEAR(after(back / 2), was - 0.3 * was / 8, 1) << "fast at first";
  EXPECT_NEAR(after(back), was, 1) << "and flat around what was too much";
  EXPECT_GT(after(back + 4), was + 20);
  EXPECT_EQ(after(back + 10), 0);
}

TEST(Rate, WithoutSuccessItDoesNotGrow) {
  Rate rate;
  const auto lowered = ThrottleAt100(rate);
  const double least = rate.per_second();
  rate.Queue(lowered + 60s);
  EXPECT_EQ(rate.per_second(), least);
}

TEST(Rate, WhoWaitsGoesWhenTheLimitEnds) {
  Rate rate;
  const auto lowered = ThrottleAt100(rate);
  double last = 0;
  for (int i = 0; i < 100'000; ++i) last = rate.Queue(lowered);
  EXPECT_GT(rate.Wait(last, lowered), 1000s);
  rate.Succeeded(lowered + 60s);
  EXPECT_EQ(rate.Wait(last, lowered + 60s), 0ms);
}

TEST(Rate, KeepsToALimitThatWasSet) {
  Rate rate;
  rate.SetLimit(8, At(0ms));
  EXPECT_EQ(rate.per_second(), 8);
  // Each has a place of its own, also the first: time in which nobody waited is not saved up.
  for (const double wait : {125.0, 250.0, 375.0})
    EXPECT_NEAR(static_cast<double>(rate.Wait(rate.Queue(At(125ms)), At(125ms)).count()), wait, 5);
}

TEST(Rate, OfSeveralLimitsTheLowestHolds) {
  Rate rate;
  for (const double limit : {20.0, 8.0, 0.0, 10.0}) rate.SetLimit(limit, At(0ms));
  EXPECT_EQ(rate.per_second(), 8);
}

TEST(Rate, ThrottledBelowItsLimitItGrowsBackToIt) {
  Rate rate;
  rate.SetLimit(100, At(0ms));
  const auto now = ThrottleAt100(rate);
  EXPECT_NEAR(rate.per_second(), 70, 2);
  for (auto time = now; time < now + 120s; time += 100ms) rate.Succeeded(time);
  EXPECT_EQ(rate.per_second(), 100);
}

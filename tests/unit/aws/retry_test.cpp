#include "aws/retry.hpp"

#include <gtest/gtest.h>

#include "aws/limits.hpp"

using namespace weir::aws;
using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToTwentySeconds) {
  constexpr double kMost = 0.9999999;
  EXPECT_EQ(Backoff(1, kMost), 99ms);
  EXPECT_EQ(Backoff(2, kMost), 199ms);
  EXPECT_EQ(Backoff(5, kMost), 1599ms);
  EXPECT_EQ(Backoff(8, kMost), 12799ms);
  EXPECT_EQ(Backoff(9, kMost), 19999ms);
  EXPECT_EQ(Backoff(1'000'000, kMost), 19999ms);
}

TEST(Backoff, IsAnythingBelow) {
  EXPECT_EQ(Backoff(5, 0), 0ms);
  EXPECT_EQ(Backoff(5, 0.5), 800ms);
}

TEST(RetryQuota, RunsOutAndComesBack) {
  RetryQuota quota;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(quota.Take(RetryQuota::kRefused)) << i;
  EXPECT_FALSE(quota.Take(RetryQuota::kRefused));
  for (int i = 0; i < 4; ++i) quota.GiveBack(RetryQuota::kGood);
  EXPECT_FALSE(quota.Take(RetryQuota::kRefused));
  quota.GiveBack(RetryQuota::kGood);
  EXPECT_TRUE(quota.Take(RetryQuota::kRefused));
}

TEST(RetryQuota, HoldsNoMoreThanItBeganWith) {
  RetryQuota quota;
  quota.GiveBack(1'000);
  EXPECT_EQ(quota.tokens(), RetryQuota::kMost);
}

TEST(Limits, AreSharedByServiceAndEndpoint) {
  Limits& limits = Limits::Shared("s3", "https://a");
  EXPECT_EQ(&limits, &Limits::Shared("s3", "https://a"));
  EXPECT_NE(&limits, &Limits::Shared("s3", "https://b"));
  EXPECT_NE(&limits, &Limits::Shared("glue", "https://a"));
  EXPECT_EQ(&limits.rate("PutObject"), &limits.rate("PutObject"));
  EXPECT_NE(&limits.rate("PutObject"), &limits.rate("GetObject"));
}

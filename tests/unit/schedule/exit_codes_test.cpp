#include "schedule/exit_codes.hpp"

#include <gtest/gtest.h>

namespace weir::schedule {
namespace {

TEST(ExitCodes, ThatMayBeBetterTheNextTimeAreRetried) {
  for (const int exit : {4, 75, 128 + SIGKILL, 128 + SIGSEGV}) EXPECT_TRUE(MayBeRetried(exit)) << exit;
  for (const int exit : {0, 1, 2, 3, 5, 78}) EXPECT_FALSE(MayBeRetried(exit)) << exit;
  for (const int exit : kHopeless) EXPECT_FALSE(MayBeRetried(exit)) << exit;
}

TEST(ExitCodes, OfRunsThatWereKilledAreThoseOfTheTable) {
  EXPECT_EQ(OwnExit(4), 4);
  EXPECT_EQ(OwnExit(128 + SIGKILL), 75);
  EXPECT_EQ(OwnExit(128 + SIGTERM), 75);
  EXPECT_EQ(OwnExit(128 + SIGSEGV), 1);
  EXPECT_EQ(OwnExit(128 + SIGABRT), 1);
}

TEST(ExitCodes, ThatSomebodyHasToLookAtComeFirst) {
  EXPECT_EQ(Worse(0, 0), 0);
  EXPECT_EQ(Worse(0, 4), 4);
  EXPECT_EQ(Worse(75, 4), 4);
  EXPECT_EQ(Worse(4, 3), 3);
  EXPECT_EQ(Worse(78, 5), 78);
  EXPECT_EQ(Worse(1, 78), 1);
  EXPECT_EQ(Worse(0, 17), 17);
}

}  // namespace
}  // namespace weir::schedule
